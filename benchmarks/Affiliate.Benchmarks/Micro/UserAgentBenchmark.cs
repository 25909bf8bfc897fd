using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Affiliate.Benchmarks.Micro;

/// <summary>P14: what it costs to tell a device, or a robot, from one user-agent string.</summary>
[Config(typeof(InProcess))]
[MemoryDiagnoser]
public class UserAgentBenchmark
{
    private const int Count = 8;

    private static readonly string[] People =
    [
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15",
        "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1",
        "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36",
        "Mozilla/5.0 (Linux; Android 14; SM-S921B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/26.0 Chrome/122.0.0.0 Mobile Safari/537.36",
        "Mozilla/5.0 (iPad; CPU OS 17_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/129.0.6668.69 Mobile/15E148 Safari/604.1",
    ];

    private static readonly string[] Robots =
    [
        "Mozilla/5.0 (compatible; ExampleBot/2.1; +https://www.example.com/bot.html)",
        "ExampleCrawler/1.0",
        "curl/8.9.1",
        "python-requests/2.32.3",
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/141.0.0.0 Safari/537.36",
        "Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36 (compatible; ExampleBot/2.1)",
        "Mozilla/5.0 (compatible; example-monitor; status@example.com)",
        "okhttp/4.12.0",
    ];

    /// <summary>As long as a string may be before it is cut, and nothing in it is found early.</summary>
    private static readonly string[] Long =
        [.. Enumerable.Repeat("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) " + string.Concat(Enumerable.Repeat("Product/1.2.3.4 ", 40)), Count)];

    private readonly IUserAgentClassifier _classifier = new UserAgentClassifier();

    [Benchmark(OperationsPerInvoke = Count)]
    public int Browsers() => Classify(People);

    [Benchmark(OperationsPerInvoke = Count)]
    public int Bots() => Classify(Robots);

    [Benchmark(OperationsPerInvoke = Count)]
    public int LongestStrings() => Classify(Long);

    private int Classify(string[] userAgents)
    {
        var sum = 0;
        foreach (var userAgent in userAgents)
        {
            sum += (int)_classifier.Classify(userAgent).Type;
        }

        return sum;
    }

    private sealed class InProcess : ManualConfig
    {
        public InProcess() => AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance));
    }
}
