namespace Affiliate;

/// <summary>The least that an e-mail address must be, in the one form that addresses are compared in.</summary>
internal static class EmailAddress
{
    public const int MaxLength = 254;

    /// <summary>Trims and lower-cases; <see langword="false"/> for what cannot be an address (RFC 5321 lengths).</summary>
    public static bool TryNormalize(string? text, out string address)
    {
        address = text?.Trim().ToLowerInvariant() ?? "";
        var at = address.LastIndexOf('@');
        return at is > 0 and <= 64
            && at < address.Length - 1
            && address.Length <= MaxLength
            && !address.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || char.IsSurrogate(c));
    }
}
