namespace Affiliate;

/// <summary>Looks again who is credited for a sale, when evidence came that names no purchase: whose a coupon or a provider's customer is.</summary>
internal sealed class CreditWork(IAffiliateStore store, UnitRunner units, ProgramDirectory programs, LinkRecorder recorder, TimeProvider time)
    : IWorkHandler
{
    public WorkKind Kind => WorkKind.Credit;

    /// <summary>The item for a sale and the reason to look again.</summary>
    public static WorkItem ItemFor(SaleId sale, string reason, DateTimeOffset now) =>
        WorkItem.New(WorkKind.Credit, $"{sale}:{reason}", now);

    public async Task<WorkResult> RunAsync(WorkItem item, CancellationToken cancellationToken)
    {
        var id = AffiliateId.Parse<SaleId>(item.Subject[..item.Subject.IndexOf(':', StringComparison.Ordinal)]);
        var sale = await store.FindAsync(Sale.ById(id), cancellationToken).ConfigureAwait(false);
        var references = await store.ListAsync(
            Query<PaymentReference>.All.Equal(r => r.SaleId, id), cancellationToken).ConfigureAwait(false);
        if (sale is not null && references.Count > 0)
        {
            var program = await programs.RequireAsync(sale.ProgramId, cancellationToken).ConfigureAwait(false);
            var customer = sale.CustomerReferenceId is { } customerId
                ? await store.FindAsync(PaymentReference.Record.ByPrimaryKey(customerId), cancellationToken).ConfigureAwait(false)
                : null;
            await units.RunAsync(
                async (unit, ct) =>
                {
                    await WaitingSales.WakeNextAsync(unit, item, sale, time.GetUtcMilliseconds(), ct).ConfigureAwait(false);
                    if (SaleReasons.IsOpen(sale))
                    {
                        var link = new PaymentLink
                        {
                            Reference = references[0].Reference,
                            SubscriptionReference = sale.SubscriptionReference,
                            CustomerReference = customer?.Reference,
                        };
                        await recorder.LinkAsync(unit, program, link, ct).ConfigureAwait(false);
                    }

                    return true;
                },
                cancellationToken).ConfigureAwait(false);
        }

        return WorkResult.Done;
    }
}
