namespace Affiliate;

/// <summary>
/// Who acts: what is written to the audit log meanwhile names them. It follows the flow of asynchronous calls, so that no
/// method has to hand it on.
/// </summary>
internal static class Actor
{
    public const int MaxLength = 100;

    private static readonly AsyncLocal<string?> Acting = new();

    /// <summary>The API key or person that acts; <see langword="null"/> for the library itself.</summary>
    public static string? Current => Acting.Value;

    /// <summary>Acts for somebody until the result is disposed of; inside another one, for the inner one.</summary>
    public static IDisposable Is(string actor)
    {
        var before = Acting.Value;
        Acting.Value = actor;
        return new Scope(before);
    }

    private sealed class Scope(string? before) : IDisposable
    {
        public void Dispose() => Acting.Value = before;
    }
}
