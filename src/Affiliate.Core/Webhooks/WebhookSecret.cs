using System.Security.Cryptography;

namespace Affiliate;

/// <summary>The secret that the messages to one endpoint are signed with: <c>whsec_</c> and 32 random bytes in base64.</summary>
internal static class WebhookSecret
{
    private const string Prefix = "whsec_";
    private const int KeyLength = 32;

    public static string New() => Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyLength));

    public static byte[] KeyOf(string secret) => Convert.FromBase64String(secret[Prefix.Length..]);

    /// <summary>What an encrypted secret is bound to.</summary>
    public static string PurposeOf(WebhookEndpointId endpoint) => $"webhook:{endpoint}";
}
