using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Affiliate.EntityFramework;

/// <summary>Makes names of columns, keys and indexes: snake case, stable, short enough for every database.</summary>
internal static class DatabaseName
{
    // PostgreSQL cuts names at 63 bytes, which could make two of them equal.
    private const int MaxLength = 60;

    private const int DigestLength = 8;

    public static string Of(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);

    public static string Of(string kind, string table, RecordKey key)
    {
        var name = $"{kind}_{table}_{string.Join('_', key.Fields.Select(field => Of(field.Name)))}";
        return name.Length <= MaxLength ? name : $"{name[..(MaxLength - DigestLength - 1)]}_{Digest(name)}";
    }

    private static string Digest(string name) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..DigestLength];
}
