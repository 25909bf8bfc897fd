namespace Affiliate;

/// <summary>
/// Who acts: what is written to the audit log meanwhile names them. It follows the flow of asynchronous calls, so that no
/// method has to hand it on.
/// </summary>
/// <example><code>using var acting = AffiliateActor.Is(User.Identity!.Name!);</code></example>
public static class AffiliateActor
{
    internal const int MaxLength = 100;

    private static readonly AsyncLocal<string?> Acting = new();

    /// <summary>The API key or person that acts; <see langword="null"/> for the library itself.</summary>
    public static string? Current => Acting.Value;

    /// <summary>Acts for somebody until the result is disposed of; inside another one, for the inner one.</summary>
    /// <param name="actor">What the host calls the person: an identifier better than a name, 1 to 100 characters, no control characters.</param>
    /// <exception cref="ArgumentException">The text is blank, too long or has control characters.</exception>
    public static IDisposable Is(string actor)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(actor);
        if (actor.Length > MaxLength || actor.Any(char.IsControl))
        {
            throw new ArgumentException($"An actor has at most {MaxLength} characters and no control characters.", nameof(actor));
        }

        var before = Acting.Value;
        Acting.Value = actor;
        return new Scope(before);
    }

    private sealed class Scope(string? before) : IDisposable
    {
        public void Dispose() => Acting.Value = before;
    }
}
