using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Affiliate;

/// <summary>Tokens that open one partner's own data to a widget in the partner's browser (AH-42).</summary>
/// <remarks>
/// JSON web tokens (HS256) under a key made of the first of <see cref="AffiliateOptions.Secrets"/>, with <c>partner_id</c>,
/// <c>program_id</c>, <c>scope</c> <c>embed</c>, <c>iat</c> and <c>exp</c>. They last an hour and cannot be taken back: a
/// deactivated partner's stop at once.
/// </remarks>
public sealed class EmbedTokens
{
    /// <summary>How long a token lasts: one hour.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private const int MaxLength = 1_024;
    private const string Scope = "embed";
    private const string Algorithm = "HS256";

    private static readonly byte[] Purpose = Encoding.ASCII.GetBytes("affiliate-embed-1");

    private readonly IAffiliateStore _store;
    private readonly InstallationSecret _secret;
    private readonly TimeProvider _time;

    internal EmbedTokens(IAffiliateStore store, InstallationSecret secret, TimeProvider time)
    {
        _store = store;
        _secret = secret;
        _time = time;
    }

    /// <summary>Makes a token for a partner. Give it to nobody but that partner.</summary>
    /// <param name="program">The program.</param>
    /// <param name="partner">The partner.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns><see langword="null"/> when the program has no such partner, or the partner is deactivated.</returns>
    public async Task<EmbedToken?> IssueAsync(ProgramId program, PartnerId partner, CancellationToken cancellationToken = default)
    {
        if (await FindAsync(program, partner, cancellationToken).ConfigureAwait(false) is null)
        {
            return null;
        }

        var (keyId, key) = await _secret.GetCurrentAsync(cancellationToken).ConfigureAwait(false);
        var now = _time.GetUtcNow();
        var header = new JsonObject { ["alg"] = Algorithm, ["typ"] = "JWT", ["kid"] = keyId };
        var claims = new JsonObject
        {
            ["partner_id"] = partner.ToString(),
            ["program_id"] = program.ToString(),
            ["scope"] = Scope,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + Lifetime).ToUnixTimeSeconds(),
        };
        var content = $"{Encode(header)}.{Encode(claims)}";
        return new EmbedToken($"{content}.{Base64Url.EncodeToString(Sign(key, content))}", DateTimeOffset.FromUnixTimeSeconds((now + Lifetime).ToUnixTimeSeconds()));
    }

    /// <summary>The partner whom a token is for; <see langword="null"/> for whatever is no token that counts now.</summary>
    internal async Task<Partner?> OpenAsync(string? token, CancellationToken cancellationToken)
    {
        if (token is not { Length: <= MaxLength } || token.Split('.') is not [var header, var claims, var signature]
            || Decode(header) is not { } head || (string?)head["alg"] != Algorithm || (string?)head["kid"] is not { } keyId
            || await _secret.FindAsync(keyId, cancellationToken).ConfigureAwait(false) is not { } key
            || !IsSignature(signature, Sign(key, $"{header}.{claims}"))
            || Decode(claims) is not { } own || (string?)own["scope"] != Scope
            || (long?)own["exp"] is not { } end || end <= _time.GetUtcNow().ToUnixTimeSeconds())
        {
            return null;
        }

        return AffiliateId.TryParse<ProgramId>((string?)own["program_id"], out var program)
            && AffiliateId.TryParse<PartnerId>((string?)own["partner_id"], out var partner)
            ? await FindAsync(program, partner, cancellationToken).ConfigureAwait(false)
            : null;
    }

    private async Task<Partner?> FindAsync(ProgramId program, PartnerId id, CancellationToken ct) =>
        await _store.FindAsync(Partner.ById(id), ct).ConfigureAwait(false) is { } partner
        && partner.ProgramId == program && partner.Status != PartnerStatus.Deactivated
            ? partner
            : null;

    private static string Encode(JsonObject value) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(value.ToJsonString()));

    /// <summary>A part of a token whose members are texts and numbers.</summary>
    private static JsonObject? Decode(string text)
    {
        if (!Base64Url.IsValid(text))
        {
            return null;
        }

        try
        {
            return JsonNode.Parse(Base64Url.DecodeFromChars(text)) is JsonObject value
                && value.All(member => member.Value is JsonValue one
                    && (member.Key is "iat" or "exp" ? one.TryGetValue<long>(out _) : one.TryGetValue<string>(out _)))
                ? value
                : null;
        }
        catch (Exception exception) when (exception is System.Text.Json.JsonException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    private static bool IsSignature(string text, byte[] expected) =>
        Base64Url.IsValid(text) && CryptographicOperations.FixedTimeEquals(Base64Url.DecodeFromChars(text), expected);

    private static byte[] Sign(byte[] key, string content) =>
        HMACSHA256.HashData(HMACSHA256.HashData(key, Purpose), Encoding.ASCII.GetBytes(content));
}

/// <summary>A token for a partner's widgets.</summary>
/// <param name="Token">The token, for <c>Authorization: Bearer</c>.</param>
/// <param name="ExpiresAt">When it stops.</param>
public sealed record EmbedToken(string Token, DateTimeOffset ExpiresAt);
