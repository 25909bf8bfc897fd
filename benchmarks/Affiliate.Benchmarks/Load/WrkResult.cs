using System.Globalization;
using System.Text.RegularExpressions;

namespace Affiliate.Benchmarks.Load;

/// <summary>What one run of <c>wrk</c> counted.</summary>
internal sealed partial record WrkResult(long Answers, long Errors, double PerSecond, IReadOnlyDictionary<int, TimeSpan> Latency)
{
    public static WrkResult Parse(string output)
    {
        var latency = LatencyPattern().Matches(output).ToDictionary(
            match => int.Parse(match.Groups["percent"].ValueSpan, CultureInfo.InvariantCulture),
            match => Duration(match.Groups["value"].Value, match.Groups["unit"].Value));
        return new WrkResult(
            Number(AnswersPattern().Match(output)),
            Number(StatusPattern().Match(output)) + SocketPattern().Matches(output).Sum(Number),
            double.Parse(RatePattern().Match(output).Groups[1].ValueSpan, CultureInfo.InvariantCulture),
            latency);
    }

    private static long Number(Match match) =>
        match.Success ? long.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : 0;

    private static TimeSpan Duration(string value, string unit) =>
        double.Parse(value, CultureInfo.InvariantCulture) * (unit switch
        {
            "us" => TimeSpan.FromMicroseconds(1),
            "ms" => TimeSpan.FromMilliseconds(1),
            _ => TimeSpan.FromSeconds(1),
        });

    [GeneratedRegex(@"(\d+) requests in ")]
    private static partial Regex AnswersPattern();

    [GeneratedRegex(@"Requests/sec:\s+([\d.]+)")]
    private static partial Regex RatePattern();

    [GeneratedRegex(@"Non-2xx or 3xx responses: (\d+)")]
    private static partial Regex StatusPattern();

    [GeneratedRegex(@"(?:connect|read|write|timeout) (\d+)")]
    private static partial Regex SocketPattern();

    [GeneratedRegex(@"^\s+(?<percent>50|75|90|99)%\s+(?<value>[\d.]+)(?<unit>us|ms|s)", RegexOptions.Multiline)]
    private static partial Regex LatencyPattern();
}
