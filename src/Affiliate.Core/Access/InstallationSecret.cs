using System.Security.Cryptography;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Affiliate;

/// <summary>The keys that hashes and tokens are made with (semantics 22).</summary>
/// <remarks>
/// What the host set; else, in Development, one that was made once and is kept in the store. What is made with a key
/// names it, so that keys can be changed.
/// </remarks>
internal sealed class InstallationSecret
{
    public const string DevelopmentSetting = "development_secret";

    private const string DevelopmentKeyId = "development";

    private readonly IAffiliateStore _store;
    private readonly bool _isDevelopment;
    private readonly Dictionary<string, byte[]> _configured = new(StringComparer.Ordinal);
    private readonly (string KeyId, byte[] Key)? _first;
    private byte[]? _development;

    public InstallationSecret(
        IOptions<AffiliateOptions> options, IAffiliateStore store, IHostEnvironment? environment = null)
    {
        _store = store;
        _isDevelopment = environment?.IsDevelopment() ?? false;
        foreach (var (keyId, text) in options.Value.Secrets)
        {
            SecretText.TryRead(text, out var key);
            _configured.Add(keyId, key);
            _first ??= (keyId, key);
        }
    }

    /// <summary>The key that new values are made with. Do not change the bytes.</summary>
    public async ValueTask<(string KeyId, byte[] Key)> GetCurrentAsync(CancellationToken cancellationToken) =>
        _first ?? (DevelopmentKeyId, await GetDevelopmentAsync(cancellationToken).ConfigureAwait(false));

    /// <summary>The keys by id that are accepted, but make no new values.</summary>
    public IEnumerable<KeyValuePair<string, byte[]>> Others => _configured.Where(key => key.Key != _first!.Value.KeyId);

    /// <summary>The key that a stored value names; <see langword="null"/> when it is no longer known.</summary>
    public async ValueTask<byte[]?> FindAsync(string keyId, CancellationToken cancellationToken) =>
        _configured.TryGetValue(keyId, out var key) ? key
        : keyId == DevelopmentKeyId && _isDevelopment ? await GetDevelopmentAsync(cancellationToken).ConfigureAwait(false)
        : null;

    private async ValueTask<byte[]> GetDevelopmentAsync(CancellationToken cancellationToken)
    {
        if (_development is { } known)
        {
            return known;
        }

        var text = await ReadOrMakeAsync(cancellationToken).ConfigureAwait(false);
        return _development = SecretText.TryRead(text, out var key)
            ? key
            : throw new InvalidOperationException($"The setting '{DevelopmentSetting}' is not a secret; delete it.");
    }

    private async Task<string> ReadOrMakeAsync(CancellationToken cancellationToken)
    {
        var made = Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretText.KeyLength));
        var key = Setting.Record.ByPrimaryKey(DevelopmentSetting);
        try
        {
            return await _store.ExecuteAsync(
                async (unit, token) =>
                {
                    var existing = await unit.FindAsync(key, token).ConfigureAwait(false);
                    if (existing is null)
                    {
                        unit.Add(new Setting { Name = DevelopmentSetting, Value = made });
                    }

                    return existing?.Value ?? made;
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (StoreConflictException)
        {
            // Another instance made one at the same moment; that one counts.
            var winner = await _store.FindAsync(key, cancellationToken).ConfigureAwait(false);
            return winner?.Value ?? throw new InvalidOperationException("The development secret vanished; start again.");
        }
    }
}
