using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Affiliate;

/// <summary>Makes, revokes and checks the keys of the management API.</summary>
public sealed class ApiKeys
{
    private const int MaxNameLength = 100;

    /// <summary>How long a key may be believed without reading it again (C10).</summary>
    private static readonly TimeSpan CacheLifetime = TimeSpan.FromSeconds(10);

    /// <summary>What an unknown key is compared with, so that it costs the same as a known one (T15).</summary>
    private static readonly string HashOfNothing = ApiKeyToken.Hash(string.Empty);

    private readonly IAffiliateStore _store;
    private readonly UnitRunner _units;
    private readonly TimeProvider _time;

    /// <summary>Keys that exist, so never more of them than the store has.</summary>
    private readonly ConcurrentDictionary<string, CachedKey> _cache = new(StringComparer.Ordinal);

    internal ApiKeys(IAffiliateStore store, UnitRunner units, TimeProvider time)
    {
        _store = store;
        _units = units;
        _time = time;
    }

    /// <summary>Makes a key. Every call makes another one.</summary>
    /// <param name="program">The program that the key opens.</param>
    /// <param name="name">What a person calls it, 1 to 100 characters.</param>
    /// <param name="scopes">What it may do.</param>
    /// <param name="cancellationToken">Gives up; no key is made then.</param>
    /// <returns>The key with its secret, which is not kept and cannot be shown again.</returns>
    /// <exception cref="ArgumentException">The name or the scopes are empty, the name is too long, or the program does not exist.</exception>
    public async Task<NewApiKey> CreateAsync(
        ProgramId program, string name, ApiScopes scopes, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (name.Length > MaxNameLength)
        {
            throw new ArgumentException($"The name of a key has at most {MaxNameLength} characters.", nameof(name));
        }

        if (scopes == ApiScopes.None || (scopes & ~ApiScopes.All) != 0)
        {
            throw new ArgumentException($"'{scopes}' names no scopes; use for example ApiScopes.Read.", nameof(scopes));
        }

        var token = ApiKeyToken.New();
        var key = NewKey(program, name, scopes, token);
        await _units.RunAsync(
            async (unit, ct) =>
            {
                if (await unit.FindAsync(AffiliateProgram.ById(program), ct).ConfigureAwait(false) is null)
                {
                    throw new ArgumentException($"There is no program '{program}'.", nameof(program));
                }

                unit.Add(key);
                return key;
            },
            cancellationToken).ConfigureAwait(false);
        return new NewApiKey(key, token);
    }

    /// <summary>Stops a key. It stops within ten seconds on every instance; for calls that change something, at once.</summary>
    /// <remarks>Safe to repeat: the time of the first revocation stays.</remarks>
    /// <param name="id">The key.</param>
    /// <param name="cancellationToken">Gives up; nothing is changed then.</param>
    /// <returns>Whether there is such a key.</returns>
    public async Task<bool> RevokeAsync(ApiKeyId id, CancellationToken cancellationToken = default)
    {
        var key = await _units.RunAsync(
            async (unit, ct) =>
            {
                var found = await unit.FindAsync(ApiKey.Record.ByPrimaryKey(id), ct).ConfigureAwait(false);
                if (found is { RevokedAt: null })
                {
                    unit.Save(found with { RevokedAt = _time.GetUtcMilliseconds() });
                }

                return found;
            },
            cancellationToken).ConfigureAwait(false);
        if (key is not null)
        {
            _cache.TryRemove(key.Lookup, out _);
        }

        return key is not null;
    }

    /// <summary>The key that a caller shows, or <see langword="null"/> when it opens nothing.</summary>
    /// <param name="token">What the caller sent as a bearer token.</param>
    /// <param name="isWrite">Whether something is to be changed: then the key is read from the store again (C10).</param>
    /// <param name="cancellationToken">Gives up.</param>
    internal async ValueTask<ApiKey?> AuthenticateAsync(string? token, bool isWrite, CancellationToken cancellationToken)
    {
        if (!ApiKeyToken.TryGetLookup(token, out var lookup))
        {
            return null;
        }

        var key = isWrite ? null : FindCached(lookup);
        key ??= await ReadAsync(lookup, cancellationToken).ConfigureAwait(false);
        var matches = CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(ApiKeyToken.Hash(token)),
            Encoding.ASCII.GetBytes(key?.Hash ?? HashOfNothing));
        return matches && key is { RevokedAt: null } && !(key.ExpiresAt <= _time.GetUtcNow()) ? key : null;
    }

    private ApiKey? FindCached(string lookup) =>
        _cache.TryGetValue(lookup, out var cached) && _time.GetElapsedTime(cached.ReadAt) < CacheLifetime
            ? cached.Key
            : null;

    private async Task<ApiKey?> ReadAsync(string lookup, CancellationToken cancellationToken)
    {
        var readAt = _time.GetTimestamp();
        var key = await _store.FindAsync(ApiKey.ByLookup(lookup), cancellationToken).ConfigureAwait(false);
        if (key is not null)
        {
            _cache[lookup] = new CachedKey(key, readAt);
        }

        return key;
    }

    private ApiKey NewKey(ProgramId program, string name, ApiScopes scopes, string token)
    {
        var now = _time.GetUtcMilliseconds();
        ApiKeyToken.TryGetLookup(token, out var lookup);
        return new ApiKey
        {
            Id = AffiliateId.New<ApiKeyId>(now),
            ProgramId = program,
            Name = name,
            Lookup = lookup!,
            Hash = ApiKeyToken.Hash(token),
            LastFour = token[^4..],
            Scopes = scopes,
            CreatedAt = now,
        };
    }

    private sealed record CachedKey(ApiKey Key, long ReadAt);
}
