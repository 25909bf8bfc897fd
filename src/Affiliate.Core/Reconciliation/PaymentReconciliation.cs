namespace Affiliate;

/// <summary>
/// Compares what a payment provider knows of a time with the sales and the ledger, and names each difference with a proposed
/// repair. Reads only; repairs are calls of their own.
/// </summary>
public sealed class PaymentReconciliation
{
    /// <summary>The longest time that is compared at once.</summary>
    public static readonly TimeSpan MaxPeriod = TimeSpan.FromDays(93);

    private const int MostPages = 1_000;
    private const int MostDifferences = 1_000;

    private readonly IAffiliateStore _store;
    private readonly PaymentFetchers _fetchers;
    private readonly PaymentIntake _intake;
    private readonly LedgerAudit _audit;
    private readonly LateCredit _late;
    private readonly PaymentComparison _sales;
    private readonly ReversalComparison _reversals;
    private readonly TimeProvider _time;

    internal PaymentReconciliation(
        IAffiliateStore store, PaymentFetchers fetchers, PaymentIntake intake, LedgerAudit audit, LateCredit late,
        PaymentComparison sales, ReversalComparison reversals, TimeProvider time)
    {
        _store = store;
        _fetchers = fetchers;
        _intake = intake;
        _audit = audit;
        _late = late;
        _sales = sales;
        _reversals = reversals;
        _time = time;
    }

    /// <summary>Compares a time.</summary>
    /// <param name="provider">The provider, for example <c>stripe</c>.</param>
    /// <param name="from">The beginning of the time.</param>
    /// <param name="to">Its end; <see langword="null"/> for now.</param>
    /// <param name="endpoint">The endpoint whose key reads; empty for the unnamed one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <remarks>
    /// A payment on its way while it runs may be told as missing; look again before repairing. At most 1,000 differences are told.
    /// </remarks>
    /// <exception cref="ArgumentException">The time is empty, longer than <see cref="MaxPeriod"/>, or begins in the future.</exception>
    /// <exception cref="AffiliateConflictException"><c>no_fetcher</c>: the provider's endpoint has no API key.</exception>
    /// <exception cref="PaymentFetchException">The provider could not be read.</exception>
    public async Task<ReconciliationReport> CompareAsync(
        string provider, DateTimeOffset from, DateTimeOffset? to = null, string endpoint = "", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(endpoint);
        var now = _time.GetUtcMilliseconds();
        var (begin, end) = (from.ToUtcMilliseconds(), to?.ToUtcMilliseconds() ?? now);
        if (begin > now || begin >= end || end - begin > MaxPeriod)
        {
            throw new ArgumentException(
                $"The time from {from:O} to {end:O} must begin in the past and have at most {MaxPeriod.TotalDays} days.", nameof(from));
        }

        var facts = await ProviderFacts.ReadAsync(
            Fetcher(provider, endpoint), _intake, new FetchQuery(endpoint, begin, end, null), MostPages, cancellationToken)
            .ConfigureAwait(false);
        var found = new List<ReconciliationDifference>();
        var known = await _sales.CompareAsync(facts, found, cancellationToken).ConfigureAwait(false);
        await _reversals.CompareAsync(facts, provider, begin, end, found, cancellationToken).ConfigureAwait(false);
        if (facts.IsComplete)
        {
            await FindUnknownAsync(provider, facts, known, begin, end, found, cancellationToken).ConfigureAwait(false);
        }

        var violations = await _audit.VerifyAsync(cancellationToken).ConfigureAwait(false);
        found.AddRange(violations.Select(violation => new ReconciliationDifference
        {
            Kind = ReconciliationKind.LedgerMismatch,
            Reference = violation.Subject,
            Message = $"{violation.Code}: {violation.Message}",
            Repair = ReconciliationRepair.Look,
        }));
        return new ReconciliationReport(
            provider, endpoint, begin, end, facts.Payments.Count, facts.Reversals.Count, known.Count,
            facts.IsComplete && found.Count <= MostDifferences, [.. found.Take(MostDifferences)]);
    }

    /// <summary>
    /// Decides again who is credited for a sale that nobody was, however late it is: with what is stored, and with what its
    /// provider says where that can be read. Safe to repeat.
    /// </summary>
    /// <returns>The sale as it is then; <see langword="null"/> when there is none.</returns>
    /// <exception cref="PaymentFetchException">The provider could not be read.</exception>
    public async Task<Sale?> CreditAsync(SaleId id, string endpoint = "", CancellationToken cancellationToken = default)
    {
        if (await _store.FindAsync(Sale.ById(id), cancellationToken).ConfigureAwait(false) is not { } sale)
        {
            return null;
        }

        var messages = _fetchers.Find(sale.Provider, endpoint) is { } fetcher
            ? await fetcher.FindAsync(endpoint, sale.TransactionId, cancellationToken).ConfigureAwait(false)
            : [];
        var facts = messages.Select(message => _intake.Read(sale.Provider, endpoint, message))
            .Where(reading => reading.Verdict == WebhookVerdict.Accepted).SelectMany(reading => reading.Facts).ToList();
        return await _late.CreditAsync(sale, facts, cancellationToken).ConfigureAwait(false);
    }

    private IPaymentFetcher Fetcher(string provider, string endpoint) => _fetchers.Find(provider, endpoint)
        ?? throw new AffiliateConflictException(
            "no_fetcher", $"Nothing reads from '{provider}' for the endpoint '{endpoint}'; set its API key.");

    /// <summary>Sales of the same world in the time that the provider did not tell; what is at the edges may be told in another time.</summary>
    private async Task FindUnknownAsync(
        string provider, ProviderFacts facts, IReadOnlySet<SaleId> known, DateTimeOffset from, DateTimeOffset to,
        List<ReconciliationDifference> found, CancellationToken ct)
    {
        var margin = TimeSpan.FromHours(1);
        var worlds = facts.Payments.Select(payment => WorldOf(payment.Source)).ToHashSet(StringComparer.Ordinal);
        var inTime = Query<Sale>.All.Equal(s => s.Provider, provider)
            .AtLeast(s => s.OccurredAt, from + margin).AtMost(s => s.OccurredAt, to - margin);
        await foreach (var sale in _store.ReadAsync(inTime, ct).ConfigureAwait(false))
        {
            if (!known.Contains(sale.Id) && sale.Reason != SaleReasons.Merged && worlds.Contains(WorldOf(sale.TransactionId)))
            {
                found.Add(new ReconciliationDifference
                {
                    Kind = ReconciliationKind.UnknownToProvider,
                    Reference = sale.TransactionId,
                    SaleId = sale.Id,
                    BookedMinorUnits = sale.AmountMinorUnits,
                    Currency = sale.Currency,
                    Message = "The provider does not list this payment in this time.",
                    Repair = ReconciliationRepair.Look,
                });
            }
        }
    }

    private static string WorldOf(string reference) => reference[..(reference.LastIndexOf(':') + 1)];
}
