namespace Affiliate;

/// <summary>Looks again who is credited for a sale, when evidence came that names no purchase: whose a coupon is.</summary>
internal sealed class CreditWork(IAffiliateStore store, UnitRunner units, ProgramDirectory programs, LinkRecorder recorder)
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
        if (sale is not null && SaleReasons.IsOpen(sale) && references.Count > 0)
        {
            var program = await programs.RequireAsync(sale.ProgramId, cancellationToken).ConfigureAwait(false);
            await units.RunAsync(
                async (unit, ct) =>
                {
                    var link = new PaymentLink
                    {
                        Reference = references[0].Reference,
                        SubscriptionReference = sale.SubscriptionReference,
                    };
                    await recorder.LinkAsync(unit, program, link, ct).ConfigureAwait(false);
                    return true;
                },
                cancellationToken).ConfigureAwait(false);
        }

        return WorkResult.Done;
    }
}
