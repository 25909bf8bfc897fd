namespace Affiliate;

/// <summary>What every adapter with several named endpoints checks of its settings when the host starts.</summary>
public static class ProviderEndpoints
{
    private const int MaxNameLength = 64;

    /// <summary>The secrets of an endpoint whose options have one secret and a list of further ones.</summary>
    public static IReadOnlyList<string> Secrets(string? secret, IEnumerable<string> furtherSecrets) =>
        secret is null ? [.. furtherSecrets] : [secret, .. furtherSecrets];

    /// <summary>
    /// Finds names that a route cannot carry, and secrets that are blank or have blanks around them. No secret at all
    /// is no error: the endpoint then is <see cref="WebhookReading.NotConfigured"/>.
    /// </summary>
    /// <param name="provider">The provider's name, for the messages.</param>
    /// <param name="names">The names of the endpoints that have one.</param>
    /// <param name="secrets">The secrets of every endpoint by its name; the unnamed one is the empty name.</param>
    /// <returns>Messages that say what to do; they never contain a secret.</returns>
    public static IEnumerable<string> FindErrors(
        string provider, IEnumerable<string> names, IReadOnlyDictionary<string, IReadOnlyList<string>> secrets)
    {
        foreach (var name in names.Where(name => !IsName(name)))
        {
            yield return $"The {provider} endpoint name '{name}' must have 1 to {MaxNameLength} lower-case letters, "
                + "digits, '-' and '_'.";
        }

        foreach (var name in secrets.Keys.Where(name => secrets[name].Any(IsBlankSomewhere)))
        {
            yield return $"A {provider} signing secret of the endpoint '{name}' is empty or has blanks around it; copy "
                + "the whole value, or leave it out.";
        }
    }

    /// <summary>Finds the groups of endpoints that have a secret in common.</summary>
    /// <param name="secrets">The secrets of every endpoint by its name.</param>
    public static IEnumerable<IReadOnlyList<string>> FindSharers(
        IReadOnlyDictionary<string, IReadOnlyList<string>> secrets) => secrets
        .SelectMany(endpoint => endpoint.Value.Distinct().Select(secret => (Secret: secret, endpoint.Key)))
        .GroupBy(item => item.Secret, item => item.Key, StringComparer.Ordinal)
        .Where(group => group.Count() > 1)
        .Select(group => group.ToList());

    private static bool IsName(string text) =>
        text.Length is > 0 and <= MaxNameLength
        && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_');

    private static bool IsBlankSomewhere(string secret) => secret.Length == 0 || secret.Trim() != secret;
}
