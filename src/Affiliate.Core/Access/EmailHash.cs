using System.Security.Cryptography;
using System.Text;

namespace Affiliate;

/// <summary>Turns e-mail addresses into what is kept of them: a keyed hash to compare, and a form to show.</summary>
internal sealed class EmailHash(InstallationSecret secret)
{
    private const string Hidden = "***";
    private const char KeyIdEnd = ':';

    /// <summary>The hash is the same for every spelling of an address, and says which key it was made with.</summary>
    public async ValueTask<HashedEmail> OfAsync(string email, CancellationToken cancellationToken)
    {
        var (keyId, key) = await secret.GetCurrentAsync(cancellationToken).ConfigureAwait(false);
        var domain = DomainOf(email);
        return new HashedEmail(
            Hash(email, keyId, key), Mask(email), SelfReferrals.IsShared(domain[1..]) ? null : Hash(domain, keyId, key))
        {
            Earlier = secret.Others.Select(other => Hash(email, other.Key, other.Value)).ToArray(),
        };
    }

    /// <summary>Whether a stored hash of a domain is that of an address.</summary>
    public ValueTask<bool> MatchesDomainAsync(string email, string storedHash, CancellationToken cancellationToken) =>
        MatchesAsync(DomainOf(email), storedHash, cancellationToken);

    /// <summary>Whether a stored hash is that of an address; also one made with a key that is no longer the first.</summary>
    public async ValueTask<bool> MatchesAsync(string email, string storedHash, CancellationToken cancellationToken)
    {
        var keyId = storedHash[..Math.Max(0, storedHash.IndexOf(KeyIdEnd, StringComparison.Ordinal))];
        return await secret.FindAsync(keyId, cancellationToken).ConfigureAwait(false) is { } key
            && string.Equals(Hash(email, keyId, key), storedHash, StringComparison.Ordinal);
    }

    /// <summary>For example <c>j***@e***.com</c>: enough to recognise, too little to write to.</summary>
    public static string Mask(string email)
    {
        var address = Normalize(email);
        var at = address.LastIndexOf('@');
        if (at <= 0 || at == address.Length - 1)
        {
            return Hidden;
        }

        var domain = address[(at + 1)..];
        var dot = domain.LastIndexOf('.');
        return $"{First(address)}{Hidden}@{First(domain)}{Hidden}{(dot > 0 ? domain[dot..] : "")}";
    }

    private static string DomainOf(string email) => $"@{Normalize(email)[(Normalize(email).LastIndexOf('@') + 1)..]}";

    private static string Normalize(string email) => email.Trim().ToLowerInvariant();

    private static string Hash(string email, string keyId, byte[] key) =>
        $"{keyId}{KeyIdEnd}{Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(Canonical(email))))}";

    /// <summary>
    /// One form of all the addresses that lead to one mailbox: without what follows a <c>+</c>, and as Google reads its own, without
    /// dots.
    /// </summary>
    public static string Canonical(string email)
    {
        var address = Normalize(email);
        var at = address.LastIndexOf('@');
        var (local, domain) = (address[..Math.Max(0, at)], address[(at + 1)..]);
        local = local.IndexOf('+', StringComparison.Ordinal) is > 0 and var tag ? local[..tag] : local;
        return domain is "gmail.com" or "googlemail.com" ? $"{local.Replace(".", "", StringComparison.Ordinal)}@gmail.com" : $"{local}@{domain}";
    }

    private static string First(string text) => text.EnumerateRunes().First().ToString();
}

/// <summary>What is kept of an e-mail address.</summary>
/// <param name="Hash">The id of the key and the keyed hash in hex.</param>
/// <param name="Masked">The form shown to people.</param>
/// <param name="DomainHash">The same hash of <c>@domain</c>; <see langword="null"/> for domains that anybody gets an address at.</param>
internal sealed record HashedEmail(string Hash, string Masked, string? DomainHash = null)
{
    /// <summary>The hashes under the other keys that are still accepted: what was stored before the key was changed.</summary>
    public IReadOnlyList<string> Earlier { get; init; } = [];
}
