namespace Affiliate;

/// <summary>Tells devices and programs apart by their user-agent string; replaced with <c>UseUserAgentClassifier</c>.</summary>
/// <remarks>Called once for each click, from many threads: it must be fast (P14: 2 µs) and bounded in time for any text.</remarks>
public interface IUserAgentClassifier
{
    /// <summary>Classifies a user agent. Should it throw, the click counts as one of an unknown device.</summary>
    /// <param name="userAgent">The string as it was sent, cut at 512 characters; not empty.</param>
    ClientDevice Classify(ReadOnlySpan<char> userAgent);
}
