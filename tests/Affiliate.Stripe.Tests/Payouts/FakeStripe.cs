using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Web;

namespace Affiliate.Stripe.Tests;

/// <summary>Stripe's transfers on a loopback port: remembers idempotency keys and groups, and fails as it is told.</summary>
internal sealed class FakeStripe : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentDictionary<string, string> _byKey = new();

    public FakeStripe()
    {
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Address = new Uri($"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/");
        }

        _listener.Prefixes.Add(Address.ToString());
        _listener.Start();
        _ = ServeAsync();
    }

    public Uri Address { get; }

    /// <summary>What the next calls meet, in this order; then all is well.</summary>
    public ConcurrentQueue<string> Faults { get; } = new();

    /// <summary>What every call meets until it is taken away.</summary>
    public string? Always { get; set; }

    /// <summary>Transfers made, by group.</summary>
    public ConcurrentDictionary<string, string> Transfers { get; } = new();

    public ConcurrentQueue<string> Calls { get; } = new();

    public void ForgetKeys() => _byKey.Clear();

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext call;
            try
            {
                call = await _listener.GetContextAsync();
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            await AnswerAsync(call);
        }
    }

    private async Task AnswerAsync(HttpListenerContext call)
    {
        using var reader = new StreamReader(call.Request.InputStream);
        var form = HttpUtility.ParseQueryString(await reader.ReadToEndAsync());
        Calls.Enqueue($"{call.Request.HttpMethod} {call.Request.Headers["Idempotency-Key"]} {form["amount"]} {form["currency"]} {form["destination"]}");
        Faults.TryDequeue(out var fault);
        fault = Always ?? fault;
        if (fault is "409" or "429" or "500" or "503")
        {
            await WriteAsync(call, int.Parse(fault, System.Globalization.CultureInfo.InvariantCulture), """{"error":{"type":"api_error"}}""");
        }
        else if (fault is { } code and not "lost")
        {
            await WriteAsync(call, 400, $$$"""{"error":{"type":"invalid_request_error","code":"{{{code}}}"}}""");
        }
        else if (call.Request.HttpMethod == "GET")
        {
            var known = Transfers.TryGetValue(call.Request.QueryString["transfer_group"]!, out var id);
            await WriteAsync(call, 200, known ? $$"""{"data":[{"id":"{{id}}"}]}""" : """{"data":[]}""");
        }
        else
        {
            var made = _byKey.GetOrAdd(call.Request.Headers["Idempotency-Key"]!, _ =>
            {
                var id = $"tr_{Guid.CreateVersion7(Sample.Now):N}";
                return Transfers.TryAdd(form["transfer_group"]!, id) ? id : throw new InvalidOperationException("Paid twice.");
            });
            if (fault == "lost")
            {
                // The connection ends in the middle of the answer.
                call.Response.ContentLength64 = 500;
                await call.Response.OutputStream.WriteAsync(new byte[] { (byte)'{' });
                await call.Response.OutputStream.FlushAsync();
                call.Response.Abort();
                return;
            }

            await WriteAsync(call, 200, $$"""{"id":"{{made}}"}""");
        }
    }

    private static async Task WriteAsync(HttpListenerContext call, int status, string body)
    {
        call.Response.StatusCode = status;
        await call.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body));
        call.Response.Close();
    }
}
