using System.Globalization;
using System.Security.Cryptography;

namespace Saas.Accounts;

/// <summary>Keeps passwords as PBKDF2 hashes: <c>iterations.salt.hash</c>.</summary>
internal static class Password
{
    private const int Iterations = 210_000;
    private const int SaltSize = 16;
    private const int HashSize = 32;

    public static string Hash(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltSize);
        var hash = Rfc2898DeriveBytes.Pbkdf2(password, salt, Iterations, HashAlgorithmName.SHA512, HashSize);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Iterations}.{Convert.ToBase64String(salt)}.{Convert.ToBase64String(hash)}");
    }

    public static bool Matches(string password, string kept)
    {
        var parts = kept.Split('.');
        var hash = Convert.FromBase64String(parts[2]);
        return CryptographicOperations.FixedTimeEquals(hash, Rfc2898DeriveBytes.Pbkdf2(
            password, Convert.FromBase64String(parts[1]), int.Parse(parts[0], CultureInfo.InvariantCulture),
            HashAlgorithmName.SHA512, hash.Length));
    }
}
