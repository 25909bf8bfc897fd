namespace Affiliate;

/// <summary>Hands payouts over to providers, as work that survives a crash at any point.</summary>
internal sealed class PayoutSender(
    IEnumerable<IPayoutProvider> providers, IAffiliateStore store, UnitRunner units, PayoutSettlement settlement, PayoutAccounts accounts,
    TimeProvider time) : IWorkHandler
{
    private readonly Dictionary<string, IPayoutProvider> _providers =
        providers.ToDictionary(provider => provider.Name, StringComparer.Ordinal);

    /// <summary>How often a provider that decides later is asked.</summary>
    private static readonly TimeSpan PendingPause = TimeSpan.FromMinutes(15);

    public WorkKind Kind => WorkKind.PayoutSending;

    public int Parallelism => 4;

    /// <summary>Marks a payout as on its way and queues its order, in one transaction.</summary>
    /// <exception cref="AffiliateConflictException">It is not open, or the partner's account is not one of the provider's.</exception>
    public async Task<Payout?> StartAsync(PayoutId id, string providerName, CancellationToken ct)
    {
        if (!_providers.TryGetValue(providerName, out var provider))
        {
            throw new AffiliateConflictException("no_payout_provider", $"No payout provider '{providerName}' is registered.");
        }

        var payout = await store.FindAsync(Payout.ById(id), ct).ConfigureAwait(false);
        if (payout is not null
            && (await accounts.FindAsync(payout.ProgramId, payout.PartnerId, ct).ConfigureAwait(false))?.Method != provider.Method)
        {
            throw new AffiliateConflictException("no_payout_account", $"The partner has no account that '{providerName}' can pay.");
        }

        return await units.RunAsync(
            async (unit, token) =>
            {
                var (started, isNew) = await PayoutSettlement.StartSendingAsync(unit, id, providerName, token).ConfigureAwait(false);
                if (isNew)
                {
                    var now = time.GetUtcMilliseconds();
                    unit.Add(WorkItem.New(Kind, id.ToString(), now));
                }

                return started;
            },
            ct).ConfigureAwait(false);
    }

    public async Task<WorkResult> RunAsync(WorkItem item, CancellationToken cancellationToken)
    {
        var id = AffiliateId.Parse<PayoutId>(item.Subject);
        var payout = await store.FindAsync(Payout.ById(id), cancellationToken).ConfigureAwait(false);
        if (payout is not { Status: PayoutStatus.Processing, Provider: { } name })
        {
            return WorkResult.Done;
        }

        var provider = ProviderOf(name);
        var order = await OrderAsync(payout, isRetry: item.Attempt > 1, cancellationToken).ConfigureAwait(false);
        var sending = payout.Reference is { } reference
            ? await provider.FindAsync(order, reference, cancellationToken).ConfigureAwait(false)
            : await provider.SendAsync(order, cancellationToken).ConfigureAwait(false);
        await settlement.SettleAsync(payout.Id, sending, cancellationToken).ConfigureAwait(false);
        return sending.IsPending ? WorkResult.RescheduleAt(time.GetUtcMilliseconds() + PendingPause) : WorkResult.Done;
    }

    /// <summary>Has the provider call off money that it took and has not decided on.</summary>
    public async Task<bool> TryCancelAsync(Payout payout, CancellationToken ct) =>
        payout is { Status: PayoutStatus.Processing, Provider: { } name, Reference: { } reference }
        && await ProviderOf(name).TryCancelAsync(
            await OrderAsync(payout, isRetry: true, ct).ConfigureAwait(false), reference, ct).ConfigureAwait(false);

    private IPayoutProvider ProviderOf(string name) =>
        _providers.GetValueOrDefault(name)
        ?? throw new AffiliateConfigurationException($"The payout provider '{name}' is not registered any more.");

    private async Task<PayoutOrder> OrderAsync(Payout payout, bool isRetry, CancellationToken ct)
    {
        var destination = payout.SealedDestination is null
            ? null
            : await accounts.OpenAddressAsync(payout.PartnerId, payout.SealedDestination, ct).ConfigureAwait(false);
        return destination is null
            ? throw new AffiliateConfigurationException("The secret that the partner's account was encrypted with is gone.")
            : new PayoutOrder(
                payout.Id, payout.ProgramId, payout.PartnerId, payout.ToPay, destination, $"affiliate-{payout.Id}", isRetry);
    }
}
