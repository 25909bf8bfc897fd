namespace Affiliate;

/// <summary>Decides who is credited for a sale although the time for that is over, or tries what would come of it.</summary>
internal sealed class LateCredit(IAffiliateStore store, UnitRunner units, ProgramDirectory programs, LinkRecorder recorder)
{
    /// <summary>Credits the sale with what the provider says of it.</summary>
    public async Task<Sale> CreditAsync(Sale sale, IReadOnlyList<PaymentFact> facts, CancellationToken ct)
    {
        foreach (var link in await LinksAsync(sale, facts, ct).ConfigureAwait(false))
        {
            sale = await RunAsync(sale, link, isTrial: false, ct).ConfigureAwait(false);
        }

        return sale;
    }

    /// <summary>Whether somebody would be credited with what is known by now and what the payment says; changes nothing.</summary>
    public async Task<bool> WouldCreditAsync(Sale sale, Payment payment, CancellationToken ct)
    {
        try
        {
            await RunAsync(sale, PaymentLink.Of(payment), isTrial: true, ct).ConfigureAwait(false);
            return false;
        }
        catch (TrialOverException trial)
        {
            return trial.Sale.PartnerId is not null;
        }
    }

    private async Task<IReadOnlyList<PaymentLink>> LinksAsync(Sale sale, IReadOnlyList<PaymentFact> facts, CancellationToken ct)
    {
        var told = facts.Select(fact => fact is Payment payment ? PaymentLink.Of(payment) : fact as PaymentLink)
            .OfType<PaymentLink>().Where(link => link.Reference is not null).ToList();
        if (told.Count > 0)
        {
            return told;
        }

        var references = await store.ListAsync(Query<PaymentReference>.All.Equal(r => r.SaleId, sale.Id), ct).ConfigureAwait(false);
        return [.. references.Take(1).Select(reference => new PaymentLink
        {
            Reference = reference.Reference,
            SubscriptionReference = sale.SubscriptionReference,
        })];
    }

    private async Task<Sale> RunAsync(Sale sale, PaymentLink link, bool isTrial, CancellationToken ct)
    {
        var program = await programs.RequireAsync(sale.ProgramId, ct).ConfigureAwait(false);
        return await units.RunAsync(
            async (unit, token) =>
            {
                var credited = await recorder.CreditLateAsync(unit, program, link, token).ConfigureAwait(false) ?? sale;
                return isTrial ? throw new TrialOverException(credited) : credited;
            },
            ct).ConfigureAwait(false);
    }

    /// <summary>Ends a unit that was only tried, so that nothing of it is committed.</summary>
    private sealed class TrialOverException(Sale sale) : Exception
    {
        public Sale Sale { get; } = sale;
    }
}
