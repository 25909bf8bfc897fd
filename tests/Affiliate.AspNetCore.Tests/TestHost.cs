using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Affiliate.AspNetCore.Tests;

/// <summary>A host application with the library in it, on a free port, with a clock that stands still.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestHost(WebApplication app, FakeTimeProvider time)
    {
        _app = app;
        Time = time;
        Address = new Uri(_app.Services.GetRequiredService<IServer>().Features
            .Get<IServerAddressesFeature>()!.Addresses.Single());
        Client = NewClient();
    }

    public FakeTimeProvider Time { get; }

    public Uri Address { get; }

    /// <summary>Follows no redirects and keeps no cookies.</summary>
    public HttpClient Client { get; }

    public CapturingLogger Logs => _app.Services.GetRequiredService<CapturingLogger>();

    public IServiceProvider Services => _app.Services;

    public IAffiliateStore Store => _app.Services.GetRequiredService<IAffiliateStore>();

    public static async Task<TestHost> StartAsync(
        Action<AffiliateBuilder>? affiliate = null,
        Action<WebApplication>? pipeline = null,
        Action<IServiceCollection>? services = null,
        string environment = "Development")
    {
        var time = FakeTimeProvider.ForHost();
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.WebHost.UseKestrel().UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<TimeProvider>(time);
        var logs = new CapturingLogger();
        builder.Services.AddSingleton(logs);
        builder.Logging.ClearProviders().AddProvider(logs);
        builder.Services.Configure<AffiliateHttpOptions>(options => options.CallsPerSecond = 0);
        services?.Invoke(builder.Services);
        builder.Services.TryAddSingleton<HostAddresses, ClosedAddresses>();
        builder.Services.AddAffiliateTracking(options =>
        {
            affiliate?.Invoke(options);
        });
        var app = builder.Build();
        if (pipeline is null)
        {
            app.MapAffiliateEndpoints();
        }
        else
        {
            pipeline(app);
        }

        await app.StartAsync();
        return new TestHost(app, time);
    }

    public async Task<AffiliateProgram> ProgramAsync(string? key = null) => (await Services
        .GetRequiredService<ProgramDirectory>().FindAsync(key, null, CancellationToken.None))!;

    /// <summary>Adds a partner with a default link.</summary>
    public async Task<Partner> AddPartnerAsync(
        string slug, PartnerStatus status = PartnerStatus.Active, string? destination = null, string? program = null)
    {
        var partner = Sample.Partner((await ProgramAsync(program)).Id) with { Slug = slug, Status = status };
        await Store.AddAsync(partner);
        await Store.AddAsync(Sample.Link(partner) with { Slug = slug, Destination = destination });
        return partner;
    }

    /// <summary>Adds a key without a line in the audit log.</summary>
    public async Task<string> AddKeyAsync(ApiScopes scopes = ApiScopes.All, string? program = null)
    {
        var token = ApiKeyToken.New();
        ApiKeyToken.TryGetLookup(token, out var lookup);
        await Store.AddAsync(new ApiKey
        {
            Id = AffiliateId.New<ApiKeyId>(Time.GetUtcNow()),
            ProgramId = (await ProgramAsync(program)).Id,
            Name = "test",
            Lookup = lookup!,
            Hash = ApiKeyToken.Hash(token),
            LastFour = token[^4..],
            Scopes = scopes,
            CreatedAt = Time.GetUtcNow(),
        });
        return token;
    }

    public Task<List<Click>> ClicksAsync() => Store.ListAsync(Query<Click>.All.Ascending(c => c.OccurredAt), default);

    public HttpClient NewClient() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromMinutes(1),
    })
    {
        BaseAddress = Address,
    };

    /// <summary>A request as a browser of today makes it; headers of the same name are replaced.</summary>
    public static HttpRequestMessage Request(
        HttpMethod method, string path, string? body = null, string? contentType = "application/json",
        params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            if (contentType is not null)
            {
                request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
            }
        }

        foreach (var (name, value) in headers.Prepend(("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0")))
        {
            request.Headers.Remove(name);
            if (value.Length > 0)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return request;
    }

    public Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, string? body = null, string? contentType = "application/json",
        params (string Name, string Value)[] headers) =>
        Client.SendAsync(Request(method, path, body, contentType, headers));

    public Task<HttpResponseMessage> PostAsync(string path, string body, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, path, body, "application/json", headers);

    public Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Get, path, null, null, headers);

    /// <summary>Sends bytes as they are and reads until the server closes the connection.</summary>
    public async Task<string> SendRawAsync(string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(Address.Host, Address.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request));
        using var answer = new MemoryStream();
        try
        {
            await stream.CopyToAsync(answer);
        }
        catch (IOException)
        {
            // A server that has answered need not wait for the rest of the request.
        }

        return Encoding.UTF8.GetString(answer.ToArray());
    }

    /// <summary>
    /// Lets time pass until an answer is there: for whatever waits for a store that is away. The host gets a moment
    /// for each step, so that what it does in no time is not timed out.
    /// </summary>
    public async Task<T> WhileTimePassesAsync<T>(Task<T> answer)
    {
        while (!answer.IsCompleted)
        {
            await Task.WhenAny(answer, Task.Delay(TimeSpan.FromMilliseconds(10)));
            Time.Advance(TimeSpan.FromMilliseconds(50));
        }

        return await answer;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}

/// <summary>No name is known and nothing can be reached: tests send nothing out.</summary>
internal sealed class ClosedAddresses : HostAddresses
{
    public override Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken) =>
        throw new SocketException((int)SocketError.HostNotFound);

    public override ValueTask<Stream> ConnectAsync(IPEndPoint address, CancellationToken cancellationToken) =>
        throw new SocketException((int)SocketError.ConnectionRefused);
}
