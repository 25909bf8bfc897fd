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
    private readonly EventOutbox _outbox;
    private readonly ApiKeyUses _uses;
    private readonly TimeProvider _time;

    /// <summary>Keys that exist, so never more of them than the store has.</summary>
    private readonly ConcurrentDictionary<string, CachedKey> _cache = new(StringComparer.Ordinal);
    internal ApiKeys(IAffiliateStore store, UnitRunner units, EventOutbox outbox, TimeProvider time)
    {
        _store = store;
        _units = units;
        _outbox = outbox;
        _uses = new ApiKeyUses(store, time);
        _time = time;
    }

    /// <summary>Makes a key. Every call makes another one.</summary>
    /// <param name="program">The program that the key opens.</param>
    /// <param name="name">What a person calls it, 1 to 100 characters.</param>
    /// <param name="scopes">What it may do.</param>
    /// <param name="expiresAt">From when it no longer works. Default: never.</param>
    /// <param name="isTest">Whether the key opens test data only: nothing it does reaches balances, payouts or partners.</param>
    /// <param name="cancellationToken">Gives up; no key is made then.</param>
    /// <returns>The key with its secret, which is not kept and cannot be shown again.</returns>
    /// <exception cref="ArgumentException">The name or the scopes are empty, the name is too long, or the program does not exist.</exception>
    public async Task<NewApiKey> CreateAsync(
        ProgramId program, string name, ApiScopes scopes, DateTimeOffset? expiresAt = null, bool isTest = false,
        CancellationToken cancellationToken = default)
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

        var made = NewKey(isTest ? program.Test() : program, name, scopes, expiresAt?.ToUtcMilliseconds());
        return await _units.RunAsync(
            async (unit, ct) =>
            {
                if (await unit.FindAsync(AffiliateProgram.ById(program.Live()), ct).ConfigureAwait(false) is null)
                {
                    throw new ArgumentException($"There is no program '{program}'.", nameof(program));
                }

                Add(unit, made.Key);
                return made;
            },
            cancellationToken).ConfigureAwait(false);
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
                var found = await unit.FindAsync(ApiKey.ById(id), ct).ConfigureAwait(false);
                return found is null ? null : Revoke(unit, found);
            },
            cancellationToken).ConfigureAwait(false);
        Forget(key);
        return key is not null;
    }

    /// <summary>Makes a key with the same name, scopes and expiry, and stops the old one in the same moment (AH-40).</summary>
    /// <param name="id">The key to replace.</param>
    /// <param name="cancellationToken">Gives up; nothing is changed then.</param>
    /// <returns>The new key with its secret; <see langword="null"/> when there is no such key or it was revoked.</returns>
    public async Task<NewApiKey?> RotateAsync(ApiKeyId id, CancellationToken cancellationToken = default)
    {
        var (old, made) = await _units.RunAsync(
            async (unit, ct) =>
            {
                var found = await unit.FindAsync(ApiKey.ById(id), ct).ConfigureAwait(false);
                if (found is not { RevokedAt: null })
                {
                    return default;
                }

                var next = NewKey(found.ProgramId, found.Name, found.Scopes, found.ExpiresAt);
                Add(unit, next.Key);
                return (Revoke(unit, found), next);
            },
            cancellationToken).ConfigureAwait(false);
        Forget(old);
        return made;
    }

    /// <summary>The keys of a program, newest first, test keys and those that were revoked included.</summary>
    /// <param name="program">The program.</param>
    /// <param name="page">Which of them.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<Page<ApiKey>> ListAsync(ProgramId program, PageRequest page, CancellationToken cancellationToken = default) =>
        _store.PageAsync(
            Query<ApiKey>.All.In(key => key.ProgramId, program.IsTest() ? [program] : [program, program.Test()])
                .Descending(key => key.CreatedAt).Descending(key => key.Id),
            page, cancellationToken);

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
        if (!matches || key is not { RevokedAt: null } || key.ExpiresAt <= _time.GetUtcNow())
        {
            return null;
        }

        await _uses.NoteAsync(key, cancellationToken).ConfigureAwait(false);
        return key;
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

    private void Add(IAffiliateUnit unit, ApiKey key)
    {
        unit.Add(key);
        _outbox.Publish(unit, new ApiKeyCreated
        {
            ProgramId = key.ProgramId,
            KeyId = key.Id,
            Name = key.Name,
            LastFour = key.LastFour,
            Changes = RecordChanges.Between(null, key, nameof(ApiKey.Hash), nameof(ApiKey.Lookup)),
        });
    }

    private ApiKey Revoke(IAffiliateUnit unit, ApiKey key)
    {
        if (key.RevokedAt is not null)
        {
            return key;
        }

        var revoked = key with { RevokedAt = _time.GetUtcMilliseconds() };
        unit.Save(revoked);
        _outbox.Publish(unit, new ApiKeyRevoked
        {
            ProgramId = key.ProgramId,
            KeyId = key.Id,
            Name = key.Name,
            LastFour = key.LastFour,
            Changes = RecordChanges.Between(key, revoked),
        });
        return revoked;
    }

    private void Forget(ApiKey? key)
    {
        if (key is not null)
        {
            _cache.TryRemove(key.Lookup, out _);
        }
    }

    private NewApiKey NewKey(ProgramId program, string name, ApiScopes scopes, DateTimeOffset? expiresAt)
    {
        var now = _time.GetUtcMilliseconds();
        var token = ApiKeyToken.New(program.IsTest());
        ApiKeyToken.TryGetLookup(token, out var lookup);
        var key = new ApiKey
        {
            Id = AffiliateId.New<ApiKeyId>(now),
            ProgramId = program,
            Name = name,
            Lookup = lookup!,
            Hash = ApiKeyToken.Hash(token),
            LastFour = token[^4..],
            Scopes = scopes,
            CreatedAt = now,
            ExpiresAt = expiresAt,
        };
        return new NewApiKey(key, token);
    }

    private sealed record CachedKey(ApiKey Key, long ReadAt);
}
