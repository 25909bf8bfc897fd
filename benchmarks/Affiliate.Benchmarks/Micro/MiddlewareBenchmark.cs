using Affiliate.Benchmarks.Hosting;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Affiliate.Benchmarks.Micro;

/// <summary>P4: what the capture middleware costs a host's route that has no <c>?ref=</c>.</summary>
[Config(typeof(InProcess))]
[MemoryDiagnoser]
public class MiddlewareBenchmark
{
    private readonly DefaultHttpContext _context = new();
    private RequestDelegate _without = null!;
    private RequestDelegate _with = null!;

    [GlobalSetup]
    public void Prepare()
    {
        var services = new ServiceCollection().AddLogging(logging => logging.ClearProviders());
        services.AddAffiliateTracking(affiliate => affiliate.Configure(o => o.Secrets["bench"] = new string('0', 64)));
        var provider = services.BuildServiceProvider();
        _without = Build(provider, _ => { });
        _with = Build(provider, app => app.UseAffiliateTracking());
        _context.RequestServices = provider;
        _context.Request.Method = "GET";
        _context.Request.Path = "/pricing";
        _context.Request.QueryString = new QueryString("?plan=team&page=2");
        _context.Request.Headers.Accept = "text/html";
    }

    [Benchmark(Baseline = true)]
    public Task Without() => _without(_context);

    [Benchmark]
    public Task With() => _with(_context);

    private static RequestDelegate Build(IServiceProvider provider, Action<IApplicationBuilder> use)
    {
        var app = new ApplicationBuilder(provider);
        use(app);
        app.Run(static _ => Task.CompletedTask);
        return app.Build();
    }

    private sealed class InProcess : ManualConfig
    {
        public InProcess() => AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance));
    }
}
