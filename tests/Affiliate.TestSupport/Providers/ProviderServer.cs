using System.Collections.Concurrent;
using System.Collections.Specialized;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Affiliate.TestSupport;

/// <summary>A payment provider's API on a loopback port that answers as it is told, and fails as it is told.</summary>
public sealed class ProviderServer : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Func<string, NameValueCollection, string?> _answer;
    private readonly TimeProvider _time;

    /// <summary>Starts the server.</summary>
    /// <param name="time">The server's clock, for its <c>Date</c> header.</param>
    /// <param name="answer">The body for a path with query; <see langword="null"/> for 404.</param>
    public ProviderServer(TimeProvider time, Func<string, NameValueCollection, string?> answer)
    {
        _time = time;
        _answer = answer;
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Address = new Uri($"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/");
        }

        _listener.Prefixes.Add(Address.ToString());
        _listener.Start();
        _ = ServeAsync();
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>What the next calls meet, in this order; then all is well.</summary>
    public ConcurrentQueue<ProviderFault> Faults { get; } = new();

    /// <summary>The calls so far: path and query, and the headers.</summary>
    public ConcurrentQueue<ProviderCall> Calls { get; } = new();

    /// <inheritdoc />
    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                _ = AnswerAsync(await _listener.GetContextAsync().ConfigureAwait(false));
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        var path = context.Request.Url!.AbsolutePath;
        Calls.Enqueue(new ProviderCall(Uri.UnescapeDataString(context.Request.Url.PathAndQuery), context.Request.Headers));
        if (Faults.TryDequeue(out var fault))
        {
            if (fault.Hangs)
            {
                // Until whoever asked gives up, or the server is disposed.
                return;
            }

            if (fault.RetryAfter is { } seconds)
            {
                context.Response.Headers["Retry-After"] = seconds;
            }

            await WriteAsync(context, fault.Status, fault.Body).ConfigureAwait(false);
            return;
        }

        var body = _answer(path, context.Request.QueryString);
        await WriteAsync(context, body is null ? 404 : 200, body ?? """{"error":{"code":"resource_missing"}}""").ConfigureAwait(false);
    }

    private async Task WriteAsync(HttpListenerContext context, int status, string body)
    {
        try
        {
            context.Response.StatusCode = status;
            context.Response.Headers["Date"] = _time.GetUtcNow().ToString("R", System.Globalization.CultureInfo.InvariantCulture);
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body)).ConfigureAwait(false);
            context.Response.Close();
        }
        catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
            // The caller is gone.
        }
    }
}

/// <summary>What goes wrong with a call.</summary>
/// <param name="Status">The status.</param>
/// <param name="Body">The body.</param>
/// <param name="RetryAfter">The header.</param>
/// <param name="Hangs">Whether there is no answer at all.</param>
public sealed record ProviderFault(int Status, string Body = "{}", string? RetryAfter = null, bool Hangs = false)
{
    /// <summary>No answer at all.</summary>
    public static ProviderFault Silence { get; } = new(0, Hangs: true);
}

/// <summary>A call that arrived.</summary>
/// <param name="Path">Path and query.</param>
/// <param name="Headers">The headers.</param>
public sealed record ProviderCall(string Path, NameValueCollection Headers);
