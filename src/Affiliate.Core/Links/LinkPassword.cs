using System.Globalization;
using System.Security.Cryptography;

namespace Affiliate;

/// <summary>Keeps and checks the password of a link.</summary>
internal static class LinkPassword
{
    public const int MaxLength = 128;

    private const int Iterations = 100_000;
    private const int Size = 32;

    public static string Hash(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"pbkdf2-sha256:{Iterations}:{Convert.ToBase64String(salt)}:{Convert.ToBase64String(Derive(password, salt, Iterations))}");
    }

    public static bool Matches(string password, string hash) =>
        hash.Split(':') is [_, var iterations, var salt, var expected]
        && password.Length <= MaxLength
        && CryptographicOperations.FixedTimeEquals(
            Convert.FromBase64String(expected),
            Derive(password, Convert.FromBase64String(salt), int.Parse(iterations, CultureInfo.InvariantCulture)));

    private static byte[] Derive(string password, byte[] salt, int iterations) =>
        Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, HashAlgorithmName.SHA256, Size);
}
