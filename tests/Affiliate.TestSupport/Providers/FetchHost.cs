using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Affiliate.TestSupport;

/// <summary>
/// A host that reads from a provider, whose background work is done step by step. The customer <c>user-7</c> was referred; the
/// program pays 20 %.
/// </summary>
public sealed class FetchHost : IDisposable
{
    private readonly ServiceProvider _services;
    private readonly string _provider;
    private readonly Func<byte[], DateTimeOffset, WebhookRequest> _sign;

    /// <summary>Makes a host; a second one over the same store is the first one restarted.</summary>
    public FetchHost(
        FakeTimeProvider time, Action<AffiliateBuilder> configure, string provider,
        Func<byte[], DateTimeOffset, WebhookRequest> sign, IAffiliateStore? store = null)
    {
        Time = time;
        _provider = provider;
        _sign = sign;
        var services = new ServiceCollection();
        services.Replace(ServiceDescriptor.Singleton<TimeProvider>(time));
        services.AddSingleton<IHostEnvironment>(new Environment());
        if (store is not null)
        {
            services.AddSingleton(store);
        }

        services.AddLogging();
        services.AddAffiliateTracking(configure);
        _services = services.BuildServiceProvider();
        Store = _services.GetRequiredService<IAffiliateStore>();
        Backfill = _services.GetRequiredService<PaymentBackfill>();
    }

    /// <summary>The clock.</summary>
    public FakeTimeProvider Time { get; }

    /// <summary>Everything.</summary>
    public IAffiliateStore Store { get; }

    /// <summary>The service under test.</summary>
    public PaymentBackfill Backfill { get; }

    /// <summary>Another service.</summary>
    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    /// <inheritdoc />
    public void Dispose() => _services.Dispose();

    /// <summary>Refers the customer <c>user-7</c> by the partner <c>alpha</c>.</summary>
    public async Task ReferAsync()
    {
        var tracker = Get<AffiliateTracker>();
        var partner = await tracker.EnrollAsync(new NewPartner { Email = "alpha@example.com", Slug = "alpha" }).ConfigureAwait(false);
        var links = await Store.ListAsync(Query<Link>.All.Equal(l => l.PartnerId, partner.Id), default).ConfigureAwait(false);
        var click = Sample.Click(partner) with { LinkId = links[0].Id, OccurredAt = Time.GetUtcNow() };
        await Store.AppendClicksAsync(new ClickBatch([click], [], [], []), default).ConfigureAwait(false);
        Time.Advance(TimeSpan.FromHours(1));
        await tracker.ReferAsync("user-7", new Visit { VisitorId = click.VisitorId }).ConfigureAwait(false);
        Time.Advance(TimeSpan.FromHours(1));
    }

    /// <summary>Delivers a webhook.</summary>
    /// <returns>What became of it, for example <c>Received</c>.</returns>
    public async Task<string> DeliverAsync(byte[] body) => (await Get<PaymentIntake>()
        .ReceiveAsync(_provider, _sign(body, Time.GetUtcNow()), default).ConfigureAwait(false)).Result.ToString();

    /// <summary>Starts a back-fill and does all its work.</summary>
    public async Task<PaymentBackfillRun> BackfillAsync(DateTimeOffset from, DateTimeOffset? to = null, string endpoint = "")
    {
        var run = await Backfill.StartAsync(_provider, from, to, endpoint).ConfigureAwait(false);
        await WorkAsync().ConfigureAwait(false);
        return (await Backfill.FindAsync(run.Id).ConfigureAwait(false))!;
    }

    /// <summary>Does what is due of payment messages and back-fill, and what that leaves, until nothing is due.</summary>
    /// <param name="most">How many items at most.</param>
    /// <param name="cancellationToken">Kills the work half way.</param>
    public async Task WorkAsync(int most = 1_000, CancellationToken cancellationToken = default)
    {
        var handlers = _services.GetServices<IWorkHandler>()
            .Where(handler => handler.Kind is WorkKind.Backfill or WorkKind.Inbox or WorkKind.Credit or WorkKind.TrialLead).ToList();
        for (var hasMore = true; hasMore && most > 0;)
        {
            hasMore = false;
            foreach (var handler in handlers)
            {
                foreach (var item in await Store.ClaimAsync(handler.Kind, 1, WorkRunner.Lease, default).ConfigureAwait(false))
                {
                    (hasMore, most) = (true, most - 1);
                    await Get<WorkRunner>().RunAsync(handler, item, cancellationToken).ConfigureAwait(false);
                }
            }
        }
    }

    /// <summary>Does back-fill work until it is killed: what it holds stays leased, and nothing is said to anybody.</summary>
    public async Task KillAsync(CancellationToken killed)
    {
        var handler = _services.GetServices<IWorkHandler>().Single(one => one.Kind == WorkKind.Backfill);
        var item = (await Store.ClaimAsync(handler.Kind, 1, WorkRunner.Lease, default).ConfigureAwait(false)).Single();
        try
        {
            await handler.RunAsync(item, killed).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            Time.Advance(WorkRunner.Lease);
        }
    }

    /// <summary>Does the hourly look-up.</summary>
    /// <returns>When it is due again.</returns>
    public async Task<DateTimeOffset> LookUpAsync()
    {
        var handler = _services.GetServices<IWorkHandler>().Single(one => one.Kind == WorkKind.PaymentLookup);
        var now = Time.GetUtcNow();
        var item = new WorkItem { Id = Sample.Id<WorkItemId>(), Kind = handler.Kind, Subject = "lookups", DueAt = now, CreatedAt = now };
        return (await handler.RunAsync(item, default).ConfigureAwait(false)).DueAgainAt!.Value;
    }

    /// <summary>Gives the partner <c>alpha</c> a coupon.</summary>
    public async Task AddCouponAsync(string code)
    {
        var partners = await Store.ListAsync(Query<Partner>.All, default).ConfigureAwait(false);
        await Get<CouponDesk>().CreateAsync(new NewCoupon { PartnerId = partners[0].Id, Code = code }).ConfigureAwait(false);
    }

    /// <summary>The messages in the inbox, as <c>state reason</c>.</summary>
    public async Task<IReadOnlyList<string>> InboxAsync() => (await Store.ListAsync(Query<InboxEntry>.All, default).ConfigureAwait(false))
        .ConvertAll(entry => $"{entry.State} {entry.Reason}".TrimEnd());

    /// <summary>How many events of a type were told.</summary>
    public async Task<int> CountEventsAsync(string type) =>
        (await Store.ListAsync(Query<LoggedEvent>.All.Equal(e => e.Type, type), default).ConfigureAwait(false)).Count;

    /// <summary>Adds an entry to the ledger that nothing explains.</summary>
    public async Task DamageAsync()
    {
        var commission = (await Store.ListAsync(Query<Commission>.All, default).ConfigureAwait(false))[0];
        var entry = (await Store.ListAsync(Query<LedgerEntry>.All, default).ConfigureAwait(false))[0];
        await Store.ExecuteAsync(
            (unit, _) =>
            {
                unit.Add(entry with { Id = Sample.Id<LedgerEntryId>(), SourceKey = $"{commission.Id}:damage", AmountMinorUnits = 7 });
                return Task.FromResult(true);
            },
            default).ConfigureAwait(false);
    }

    /// <summary>How many rows there are, by kind.</summary>
    public async Task<string> CountAsync()
    {
        var counts = new[]
        {
            (await Store.ListAsync(Query<Sale>.All, default).ConfigureAwait(false)).Count,
            (await Store.ListAsync(Query<Customer>.All, default).ConfigureAwait(false)).Count,
            (await Store.ListAsync(Query<PaymentReference>.All, default).ConfigureAwait(false)).Count,
            (await Store.ListAsync(Query<SaleReversal>.All, default).ConfigureAwait(false)).Count,
            (await Store.ListAsync(Query<Commission>.All, default).ConfigureAwait(false)).Count,
            (await Store.ListAsync(Query<LoggedEvent>.All, default).ConfigureAwait(false)).Count,
            (await Store.ListAsync(Query<WorkItem>.All, default).ConfigureAwait(false)).Count,
        };
        return string.Join(' ', counts);
    }

    /// <summary>How it all ended.</summary>
    /// <exception cref="InvalidOperationException">The ledger does not add up.</exception>
    public async Task<StoryEnd> EndAsync()
    {
        var violations = await Get<LedgerAudit>().VerifyAsync().ConfigureAwait(false);
        if (violations.Count > 0)
        {
            throw new InvalidOperationException(string.Join("; ", violations));
        }

        var sales = (await Store.ListAsync(Query<Sale>.All, default).ConfigureAwait(false)).FindAll(s => s.Reason != SaleReasons.Merged);
        var entries = await Store.ListAsync(Query<LedgerEntry>.All, default).ConfigureAwait(false);
        var commissions = await Store.ListAsync(Query<Commission>.All, default).ConfigureAwait(false);
        return new StoryEnd(
            sales.Count,
            entries.Sum(e => e.AmountMinorUnits),
            sales.Sum(s => s.ReversedMinorUnits),
            sales.Sum(s => s.HeldMinorUnits),
            commissions.Exists(c => c.IsOnHold));
    }

    private sealed class Environment : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = Environments.Development;

        public string ApplicationName { get; set; } = "tests";

        public string ContentRootPath { get; set; } = AppContext.BaseDirectory;

        public Microsoft.Extensions.FileProviders.IFileProvider ContentRootFileProvider { get; set; } =
            new Microsoft.Extensions.FileProviders.NullFileProvider();
    }
}
