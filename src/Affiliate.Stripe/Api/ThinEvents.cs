namespace Affiliate.Stripe;

/// <summary>What a thin event says of the object it is about.</summary>
internal static class ThinEvents
{
    private const int MaxPathLength = 300;

    /// <summary>
    /// The path of the object, only of the first API and only in its plainest form: the key must not go anywhere else.
    /// </summary>
    public static string? PathOf(WebhookJson thinEvent) =>
        thinEvent["related_object"]["url"].Text is { Length: <= MaxPathLength } path
        && path.StartsWith("/v1/", StringComparison.Ordinal)
        && path.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '_' or '-')
        && !path.Contains("//", StringComparison.Ordinal)
            ? path
            : null;
}
