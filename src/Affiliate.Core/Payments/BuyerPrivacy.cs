namespace Affiliate;

/// <summary>Takes out of payment facts what tells who the buyer is: keyed hashes stay, and nothing of whoever was erased.</summary>
internal sealed class BuyerPrivacy(EmailHash emails, KeyedHash hashes, ErasedKeys erased)
{
    public async Task<T> HideAsync<T>(ProgramId program, T fact, CancellationToken ct) where T : PaymentFact
    {
        var hidden = fact with
        {
            Email = null,
            HashedEmail = EmailAddress.TryNormalize(fact.Email, out var address) ? await emails.OfAsync(address, ct).ConfigureAwait(false) : null,
            PaymentFingerprint = null,
            HashedFingerprint = await hashes.OfPaymentAsync(fact.PaymentFingerprint, ct).ConfigureAwait(false),
        };
        return await erased.CleanAsync(program, hidden, ct).ConfigureAwait(false);
    }
}
