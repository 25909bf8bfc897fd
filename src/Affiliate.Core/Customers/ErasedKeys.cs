using System.Security.Cryptography;
using System.Text;

namespace Affiliate;

/// <summary>Recognises customer keys that were erased, before anything is written about them.</summary>
/// <remarks>
/// Such a key is replaced by a pseudonym, and what came with it (click, address, visitor) is left out: later events neither
/// bring the person back nor lead to what was recorded before (§8). Whether there are any is asked every ten seconds.
/// </remarks>
internal sealed class ErasedKeys(IAffiliateStore store, InstallationSecret secret, TimeProvider time)
{
    private const string Pseudonym = "erased:";

    private readonly Cached<bool> _any = new(
        async ct => await store.FindAsync(Query<ErasedCustomer>.All.Ascending(e => e.Hash), ct).ConfigureAwait(false) is not null, time);

    /// <summary>Asks again at once, after one was added.</summary>
    public void Forget() => _any.Forget();

    /// <summary>The hash that a key is remembered by.</summary>
    public async Task<string> HashAsync(ProgramId program, string key, CancellationToken ct) =>
        Hash((await secret.GetCurrentAsync(ct).ConfigureAwait(false)).Key, program, key);

    /// <summary>Whether a key was erased, also under an installation secret that is no longer the first.</summary>
    public async Task<bool> AreErasedAsync(ProgramId program, string key, CancellationToken ct)
    {
        var hashes = new List<string> { await HashAsync(program, key, ct).ConfigureAwait(false) };
        hashes.AddRange(secret.Others.Select(other => Hash(other.Value, program, key)));
        return await store.FindAsync(Query<ErasedCustomer>.All.In(e => e.Hash, hashes).Ascending(e => e.Hash), ct).ConfigureAwait(false) is not null;
    }

    /// <summary>The lead as it may be recorded.</summary>
    public async Task<NewLead> CleanAsync(NewLead lead, CancellationToken ct) =>
        lead.Customer is { } key && await PseudonymAsync(lead.ProgramId, key.Value, ct).ConfigureAwait(false) is { } pseudonym
            ? lead with { Customer = pseudonym, Email = null, ClickId = null, VisitorId = null, Context = null, CanBind = false }
            : lead;

    /// <summary>The fact as it may be recorded.</summary>
    public async Task<T> CleanAsync<T>(ProgramId program, T fact, CancellationToken ct) where T : PaymentFact
    {
        var keys = new[] { fact.Evidence, fact.SubscriptionEvidence, fact.CustomerEvidence }
            .Select(evidence => evidence.CustomerKey).OfType<string>().Distinct(StringComparer.Ordinal);
        foreach (var key in keys)
        {
            if (await PseudonymAsync(program, key, ct).ConfigureAwait(false) is { } pseudonym)
            {
                return fact with
                {
                    Evidence = new PaymentEvidence { CustomerKey = pseudonym, Skip = fact.Evidence.Skip },
                    SubscriptionEvidence = PaymentEvidence.None,
                    CustomerEvidence = PaymentEvidence.None,
                    HashedEmail = null,
                    HashedFingerprint = null,
                };
            }
        }

        return fact;
    }

    private async Task<string?> PseudonymAsync(ProgramId program, string key, CancellationToken ct) =>
        await _any.GetAsync(ct).ConfigureAwait(false) && await AreErasedAsync(program, key, ct).ConfigureAwait(false)
            ? Pseudonym + await HashAsync(program, key, ct).ConfigureAwait(false)
            : null;

    private static string Hash(byte[] secret, ProgramId program, string key) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes($"{program}:{key}")));
}
