namespace Affiliate;

/// <summary>Compares the provider's payments with the sales.</summary>
internal sealed class PaymentComparison(IAffiliateStore store, ProgramDirectory programs, LateCredit late)
{
    /// <summary>How far apart two reports of one payment may be.</summary>
    private static readonly TimeSpan Coincidence = TimeSpan.FromHours(1);

    /// <summary>Names the differences.</summary>
    /// <returns>The sales that the provider knows.</returns>
    public async Task<IReadOnlySet<SaleId>> CompareAsync(
        ProviderFacts facts, List<ReconciliationDifference> found, CancellationToken ct)
    {
        var known = new HashSet<SaleId>();
        var corrected = facts.Corrected;
        foreach (var payment in facts.Payments)
        {
            var program = await ProgramAsync(payment, ct).ConfigureAwait(false);
            var sales = await SalesAsync(payment.Aliases.Prepend(payment.Source), ct).ConfigureAwait(false);
            var reported = program is null ? [] : await ReportedAsync(payment, program, ct).ConfigureAwait(false);
            known.UnionWith(sales.Select(sale => sale.Id));
            if (sales.Count == 0)
            {
                found.AddRange(await MissingAsync(facts, payment, reported, ct).ConfigureAwait(false));
            }
            else
            {
                found.AddRange(await CompareAsync(payment, program, sales, reported, corrected.Contains(payment.Source), ct)
                    .ConfigureAwait(false));
            }
        }

        return known;
    }

    private async Task<AffiliateProgram?> ProgramAsync(Payment payment, CancellationToken ct)
    {
        var program = payment.Program is null
            ? await programs.GetDefaultAsync(ct).ConfigureAwait(false)
            : await programs.FindAsync(payment.Program, host: null, ct).ConfigureAwait(false);
        return payment.IsTest ? program?.Twin : program;
    }

    private async Task<IReadOnlyList<Sale>> SalesAsync(IEnumerable<string> names, CancellationToken ct)
    {
        var lookups = names.Select(LookupKey.Of).Distinct(StringComparer.Ordinal).ToList();
        var references = await store.ListAsync(Query<PaymentReference>.All.In(r => r.Lookup, lookups), ct).ConfigureAwait(false);
        var ids = references.Select(r => r.SaleId).OfType<SaleId>().Distinct().ToList();
        var sales = ids.Count == 0 ? [] : await store.ListAsync(Query<Sale>.All.In(s => s.Id, ids), ct).ConfigureAwait(false);
        return sales.FindAll(sale => sale.Reason != SaleReasons.Merged);
    }

    /// <summary>Sales that the host reported itself under the provider's bare identifiers.</summary>
    private Task<IReadOnlyList<Sale>> ReportedAsync(Payment payment, AffiliateProgram program, CancellationToken ct) => SalesAsync(
        payment.Aliases.Prepend(payment.Source)
            .Select(name => FactScope.Of(name[(name.LastIndexOf(':') + 1)..], Payment.HostProvider, program)),
        ct);

    private async Task<IReadOnlyList<ReconciliationDifference>> MissingAsync(
        ProviderFacts facts, Payment payment, IReadOnlyList<Sale> reported, CancellationToken ct)
    {
        if (reported.Count > 0)
        {
            return
            [
                Difference(
                    ReconciliationKind.IdentifierMismatch, payment, reported[0], ReconciliationRepair.Look,
                    "The host reported this payment itself without the provider's reference as an alias; taking the provider's "
                    + "message too would count it twice."),
            ];
        }

        var message = facts.MessageOf(payment);
        var entry = await store.FindAsync(InboxEntry.ByEvent(payment.Provider, message.Scope, message.EventId), ct).ConfigureAwait(false);
        return payment.Amount.MinorUnits == 0 ? []
            : entry is { State: not (InboxState.Applied or InboxState.Ignored) }
                ? [Difference(
                    ReconciliationKind.MissingSale, payment, null, ReconciliationRepair.RerunMessage,
                    $"The message about it is in the inbox as {entry.Id} and was not applied ({entry.Reason ?? "waiting"}).")]
            : [Difference(
                ReconciliationKind.MissingSale, payment, null, ReconciliationRepair.Backfill,
                "The provider was paid, and there is no sale of it.")];
    }

    private async Task<IReadOnlyList<ReconciliationDifference>> CompareAsync(
        Payment payment, AffiliateProgram? program, IReadOnlyList<Sale> sales, IReadOnlyList<Sale> reported, bool isCorrected,
        CancellationToken ct)
    {
        var sale = sales[0];
        var found = new List<ReconciliationDifference>();
        found.AddRange(sales.Skip(1).Select(other => Difference(
            ReconciliationKind.DoubleSale, payment, other, ReconciliationRepair.Backfill,
            $"The references of this payment stand for the sale {sale.Id} too; reading it again joins them.")));
        var doubles = reported.Concat(await CoincidencesAsync(sale, ct).ConfigureAwait(false)).DistinctBy(other => other.Id);
        found.AddRange(doubles.Where(other => !sales.Any(one => one.Id == other.Id)).Select(other => Difference(
            ReconciliationKind.DoubleSale, payment, other, ReconciliationRepair.RefundHostSale,
            $"The host reported the sale '{other.TransactionId}' for what the provider told as the sale {sale.Id}.")));
        if (!isCorrected && await AmountAsync(payment, sale, ct).ConfigureAwait(false) is { } amount)
        {
            found.Add(amount);
        }

        found.AddRange(await IdentifiersAsync(payment, program, sale, ct).ConfigureAwait(false));
        if (sale is { PartnerId: null, AmountMinorUnits: > 0 } && SaleReasons.IsOpen(sale)
            && await late.WouldCreditAsync(sale, payment, ct).ConfigureAwait(false))
        {
            found.Add(Difference(
                ReconciliationKind.UncreditedSale, payment, sale, ReconciliationRepair.CreditSale,
                "Nobody is credited, although what is known by now names somebody."));
        }

        return found;
    }

    /// <summary>Sales that the host reported for the same customer, amount and hour.</summary>
    private async Task<IReadOnlyList<Sale>> CoincidencesAsync(Sale sale, CancellationToken ct)
    {
        if (sale.CustomerId is null || sale.AmountMinorUnits == 0)
        {
            return [];
        }

        var same = Query<Sale>.All.Equal(s => s.CustomerId, sale.CustomerId).Equal(s => s.Provider, Payment.HostProvider)
            .Equal(s => s.AmountMinorUnits, sale.AmountMinorUnits).Equal(s => s.Currency, sale.Currency)
            .AtLeast(s => s.OccurredAt, sale.OccurredAt - Coincidence).AtMost(s => s.OccurredAt, sale.OccurredAt + Coincidence);
        return (await store.ListAsync(same, ct).ConfigureAwait(false)).FindAll(s => s.Reason != SaleReasons.Merged);
    }

    private async Task<ReconciliationDifference?> AmountAsync(Payment payment, Sale sale, CancellationToken ct)
    {
        if (sale.Currency == payment.Amount.Currency && sale.AmountMinorUnits == payment.Amount.MinorUnits)
        {
            return null;
        }

        // A payment that was corrected has another amount by right, once the correction is noted.
        var corrections = await store.ListAsync(
            Query<SaleReversal>.All.Equal(r => r.SaleId, sale.Id).Equal(r => r.Kind, ReversalKind.Correction), ct).ConfigureAwait(false);
        return corrections.Exists(correction => correction.BaseMinorUnits == payment.Amount.MinorUnits)
            ? null
            : Difference(
                ReconciliationKind.AmountMismatch, payment, sale, ReconciliationRepair.Look,
                $"The sale has {sale.AmountMinorUnits} {sale.Currency}, the payment {payment.Amount.MinorUnits} {payment.Amount.Currency}.");
    }

    private async Task<IReadOnlyList<ReconciliationDifference>> IdentifiersAsync(
        Payment payment, AffiliateProgram? program, Sale sale, CancellationToken ct)
    {
        var found = new List<ReconciliationDifference>();
        var key = new[] { payment.Evidence, payment.SubscriptionEvidence, payment.CustomerEvidence }
            .Select(evidence => evidence.CustomerKey).FirstOrDefault(CustomerKey.IsValid);
        if (key is not null && sale.CustomerId is { } id
            && await store.FindAsync(Customer.ById(id), ct).ConfigureAwait(false) is { } customer && customer.Key != key)
        {
            found.Add(Difference(
                ReconciliationKind.IdentifierMismatch, payment, sale, ReconciliationRepair.CorrectReferral,
                "The provider's metadata names another customer than the one that the sale is booked to."));
        }

        if (payment.SubscriptionReference is { } subscription && sale.SubscriptionReference is { } own && own != subscription)
        {
            found.Add(Difference(
                ReconciliationKind.IdentifierMismatch, payment, sale, ReconciliationRepair.Look,
                "The sale belongs to another subscription than the payment."));
        }

        if (payment.Program is not null && program?.Id != sale.ProgramId)
        {
            found.Add(Difference(
                ReconciliationKind.IdentifierMismatch, payment, sale, ReconciliationRepair.Look,
                program is null ? "The payment names a program that does not exist." : "The sale is booked to another program."));
        }

        return found;
    }

    private static ReconciliationDifference Difference(
        ReconciliationKind kind, Payment payment, Sale? sale, ReconciliationRepair repair, string message) => new()
        {
            Kind = kind,
            Reference = payment.Source,
            SaleId = sale?.Id,
            ProviderMinorUnits = payment.Amount.MinorUnits,
            BookedMinorUnits = sale?.AmountMinorUnits,
            Currency = payment.Amount.Currency,
            Message = message,
            Repair = repair,
        };
}
