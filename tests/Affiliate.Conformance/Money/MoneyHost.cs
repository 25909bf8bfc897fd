using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Affiliate.Conformance;

/// <summary>
/// One instance of an application over a store: what a host gets, without its background loops. One program pays 20 %;
/// every customer that <see cref="ReferAsync"/> names belongs to the partner it names.
/// </summary>
internal sealed class MoneyHost : IAsyncDisposable
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    private readonly ServiceProvider _services;
    private readonly FakeTimeProvider _time;

    public MoneyHost(IAffiliateStore store, FakeTimeProvider time, Action<AffiliateBuilder>? configure = null)
    {
        _time = time;
        Store = store;
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(time);
        services.AddAffiliateTracking(affiliate =>
        {
            affiliate.Configure(options => options.Secrets["test"] = Convert.ToBase64String(new byte[32]));
            configure?.Invoke(affiliate);
        });
        services.Replace(ServiceDescriptor.Singleton(store));
        _services = services.BuildServiceProvider();
    }

    public IAffiliateStore Store { get; }

    public AffiliateTracker Tracker => Get<AffiliateTracker>();

    public PayoutDesk Payouts => Get<PayoutDesk>();

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    public async Task<AffiliateProgram> ProgramAsync() =>
        await Get<ProgramDirectory>().GetDefaultAsync(CancellationToken.None);

    /// <summary>The partner with the slug, enrolled when new, as the one who sent the customer.</summary>
    public async Task<Partner> ReferAsync(string customer, string slug = "alpha")
    {
        var program = (await ProgramAsync()).Id;
        var partner = await Store.FindAsync(Partner.BySlug(program, slug), CancellationToken.None)
            ?? await Tracker.EnrollAsync(
                new NewPartner { Email = slug + "@example.com", Slug = slug, Status = PartnerStatus.Active });
        var link = (await ListAsync(Query<Link>.All.Equal(l => l.PartnerId, partner.Id)))[0];
        var click = Sample.Click(partner) with { Id = AffiliateId.New<ClickId>(_time.Now), LinkId = link.Id, OccurredAt = _time.Now };
        await Store.AppendClicksAsync(new ClickBatch([click], [], [], []), CancellationToken.None);
        await Tracker.ReferAsync(customer, new Visit { VisitorId = click.VisitorId });
        return partner;
    }

    /// <summary>Records a payment.</summary>
    public Task<Recorded> SellAsync(string order, long amount, string customer = "user-1", string currency = "USD") =>
        Tracker.RecordAsync(new Payment { Source = order, Amount = new Money(amount, currency), Customer = customer });

    /// <summary>Records a payment and approves what it earns.</summary>
    public async Task<CommissionId> SellApprovedAsync(
        string order, long amount, string customer = "user-1", string currency = "USD")
    {
        var commission = (await SellAsync(order, amount, customer, currency)).Commission!.Value;
        var decided = await Get<CommissionDesk>().ApproveAsync((await ProgramAsync()).Id, [commission]);
        Assert.Equal([commission], decided.Moved);
        return commission;
    }

    /// <summary>Reports what is known of a refund or dispute of a payment; no amount stands for all of it.</summary>
    public Task<Reversed> ReverseAsync(
        string order, string source, long? amount, ReversalKind kind = ReversalKind.Refund,
        ReversalState state = ReversalState.Effective, string currency = "USD")
    {
        // Each report is newer than the one before, as a provider's clock would say.
        _time.Advance(TimeSpan.FromMilliseconds(1));
        return Tracker.ReverseAsync(new Reversal
        {
            Source = source,
            Target = order,
            Kind = kind,
            State = state,
            Gross = amount is { } known ? new Money(known, currency) : null,
            AsOf = _time.Now,
        });
    }

    public void Wait(TimeSpan time) => _time.Advance(time);

    /// <summary>Makes payouts of everything that can be paid.</summary>
    public Task<IReadOnlyList<PayoutLine>> GenerateAsync(long minimum = 0) =>
        Payouts.GenerateAsync(new PayoutRun { MinimumMinorUnits = minimum });

    /// <summary>Does the work of a kind that is due by now.</summary>
    public async Task RunDueAsync(WorkKind kind)
    {
        var handler = _services.GetServices<IWorkHandler>().Single(h => h.Kind == kind);
        while (await Store.ClaimAsync(kind, 100, Lease, CancellationToken.None) is { Count: > 0 } items)
        {
            foreach (var item in items)
            {
                var result = await handler.RunAsync(item, CancellationToken.None);
                _ = result.DueAgainAt is { } again
                    ? await Store.RescheduleAsync(item, again, error: null, CancellationToken.None)
                    : await Store.CompleteAsync(item, CancellationToken.None);
            }
        }
    }

    public async Task<List<T>> ListAsync<T>(Query<T>? query = null) where T : class, IRecord<T> =>
        await Store.ListAsync(query ?? Query<T>.All, CancellationToken.None);

    /// <summary>The sum of all ledger entries in a currency.</summary>
    public async Task<long> BalanceAsync(string currency = "USD") =>
        (await ListAsync(Query<LedgerEntry>.All.Equal(e => e.Currency, currency))).Sum(e => e.AmountMinorUnits);

    /// <summary>Every test that moves money ends here (I15).</summary>
    public async Task VerifyAsync() => Assert.Empty(await Get<LedgerAudit>().VerifyAsync());

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
