namespace Affiliate;

/// <summary>What plans and groups may be called.</summary>
internal static class TermsName
{
    public const int MaxLength = 100;

    /// <exception cref="ArgumentException">It is empty, too long, or has control characters.</exception>
    public static void Check(string name)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Length > MaxLength || name.Any(char.IsControl))
        {
            throw new ArgumentException($"A name has 1 to {MaxLength} characters and no control characters.", nameof(name));
        }
    }
}
