using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Affiliate.Conformance;

/// <summary>What runs in the background and at start, on two instances over one database.</summary>
public abstract class BackgroundConformance : StoreConformance
{
    private static readonly TimeSpan TestLimit = TimeSpan.FromMinutes(2);

    private readonly IOptions<AffiliateOptions> _options = Options.Create(new AffiliateOptions());

    /// <summary>I1: clicks are committed in groups, with their tallies, events and work.</summary>
    [ConditionalFact]
    public async Task Clicks_are_committed_in_groups_with_all_that_follows()
    {
        var outbox = new EventOutbox(new EventSubscriptions([Subscribe<ClickRecorded>("list")]), Time);
        var recorder = new ClickRecorder(_options, Time);
        using var flusher = new ClickFlusher(
            recorder, new ClickBatchBuilder(outbox, Time), Store, new WorkSignal(), NewOutage(), _options, Time,
            NullLogger<ClickFlusher>.Instance);
        await flusher.StartAsync(CancellationToken.None);
        var partner = Sample.Partner();

        var answers = await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => Task.Run(
            async () => await recorder.RecordAsync(Sample.Click(partner), CancellationToken.None)))).WaitAsync(TestLimit);
        await flusher.StopAsync(CancellationToken.None);

        Assert.All(answers, Assert.True);
        Assert.Equal(500, await CountAsync(Query<Click>.All));
        Assert.Equal(500, (await ReadAsync(Query<ClickTally>.All)).Sum(tally => tally.Qualified));
        Assert.Equal(500, await CountAsync(Query<LoggedEvent>.All.Equal(e => e.Type, "click")));
        Assert.Equal(500, await CountAsync(Query<WorkItem>.All.Equal(item => item.Kind, WorkKind.Handler)));
    }

    /// <summary>Whoever merges tallies, and however many at once, no click is lost or counted twice.</summary>
    [ConditionalFact]
    public async Task Merging_tallies_keeps_every_click()
    {
        var (alpha, beta) = (Sample.Partner(), Sample.Partner());
        for (var i = 0; i < 100; i++)
        {
            await AddAsync(Sample.Tally(alpha) with { Clicks = 3, Qualified = 2 }, Sample.Tally(beta));
        }

        Time.Advance(TallyFold.Margin + TimeSpan.FromMilliseconds(1));
        var merging = Task.WhenAll(new[] { Store, CreateFurtherStore(), Store, CreateFurtherStore() }.Select(
            store => Task.Run(() => new TallyFold(store, new UnitRunner(store, new WorkSignal(), Time), Time)
                .RunAsync(Sample.WorkItem(WorkKind.TallyFold), CancellationToken.None))));
        await merging.WaitAsync(TestLimit);
        var tallies = await ReadAsync(Query<ClickTally>.All);
        Assert.Equal((300, 200), (SumOf(alpha).Clicks, SumOf(alpha).Qualified));
        Assert.Equal((100, 100), (SumOf(beta).Clicks, SumOf(beta).Qualified));

        ClickTally SumOf(Partner partner) => Assert.Single(tallies, tally => tally.PartnerId == partner.Id);
    }

    /// <summary>T6: several instances share the work, each item is run once and then gone.</summary>
    [ConditionalFact]
    public async Task Two_workers_run_each_item_once()
    {
        await AddAsync(Enumerable.Range(0, 100).Select(_ => Sample.WorkItem(WorkKind.Inbox)));
        var work = new NotingWork();
        using var stopping = new CancellationTokenSource();
        var loops = new[] { Store, CreateFurtherStore() }
            .Select(store => Task.Run(() => RunLoopAsync(store, work, stopping.Token))).ToList();

        await work.WhenRunAsync(100).WaitAsync(TestLimit);
        await stopping.CancelAsync();
        await Task.WhenAll(loops).WaitAsync(TestLimit);

        Assert.Equal(100, work.Runs);
        Assert.Empty(await ReadAsync(Query<WorkItem>.All));
    }

    /// <summary>C1: what must exist once is made once, however many instances start at the same moment.</summary>
    [ConditionalFact]
    public async Task Instances_that_start_at_once_make_everything_once()
    {
        var seeds = new ProgramSeeds([new("saas", new ProgramOptions()), new("shop", new ProgramOptions())]);
        var keys = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => CreateFurtherStore()).Select(
            store => Task.Run(async () =>
            {
                await new ProgramDirectory(store, seeds, Time).GetDefaultAsync(CancellationToken.None);
                await new RecurringWork(store, Time).EnsureAsync(WorkKind.TallyFold, "all", CancellationToken.None);
                var secret = new InstallationSecret(_options, store, new DevelopmentEnvironment());
                return (await secret.GetCurrentAsync(CancellationToken.None)).Key;
            }))).WaitAsync(TestLimit);

        Assert.Equal(["saas", "shop"], (await ReadAsync(Query<AffiliateProgram>.All)).Select(one => one.Key).Order());
        Assert.Single(await ReadAsync(Query<WorkItem>.All));
        Assert.Single(await ReadAsync(Query<Setting>.All));
        Assert.Single(keys.Select(Convert.ToHexString).Distinct());
    }

    /// <summary>§8: what is older than it is kept is deleted, in several portions; what is younger or still to be sent stays.</summary>
    [ConditionalFact]
    public async Task What_is_older_than_it_is_kept_is_deleted()
    {
        await AddAsync(Enumerable.Range(0, 2 * RetentionWork.BatchSize + 50).Select(i => Key($"old-{i}", 401)));
        await AddAsync(Key("young", 399));
        await AddAsync(
            Delivery(DeliveryState.Delivered, 31), Delivery(DeliveryState.Failed, 31), Delivery(DeliveryState.Pending, 31),
            Delivery(DeliveryState.Delivered, 29));
        await AddAsync(Event(732), Event(730));
        var (past, kept) = (Click(397), Click(395));
        await AddAsync(past, kept);
        await AddAsync(ClickCorrection.NoneOf(past), ClickCorrection.NoneOf(kept));
        var work = new RetentionWork(Store, _options, Time);

        var result = await work.RunAsync(Sample.WorkItem(WorkKind.Retention), CancellationToken.None);

        Assert.Equal(Time.GetUtcNow() + TimeSpan.FromHours(1), result.DueAgainAt);
        Assert.Equal("young", Assert.Single(await ReadAsync(Query<CallKey>.All)).Subject);
        Assert.Equal(
            [(DeliveryState.Pending, 31), (DeliveryState.Delivered, 29)],
            (await ReadAsync(Query<WebhookDelivery>.All.Ascending(one => one.CreatedAt))).Select(one => (one.State, (Time.GetUtcNow() - one.CreatedAt).Days)));
        Assert.Equal(730, (Time.GetUtcNow() - Assert.Single(await ReadAsync(Query<LoggedEvent>.All)).CreatedAt).Days);
        Assert.Equal(kept.Id, Assert.Single(await ReadAsync(Query<Click>.All)).Id);
        Assert.Equal(kept.Id, Assert.Single(await ReadAsync(Query<ClickCorrection>.All)).Id);
    }

    /// <summary>Semantics 23: what is applied loses its body when its time is over; what failed or was set aside keeps it, and all keep their keys.</summary>
    [ConditionalFact]
    public async Task Bodies_of_payment_messages_are_deleted_once_applied_and_their_time_is_over()
    {
        InboxState[] open = [InboxState.Received, InboxState.Failed, InboxState.Quarantined];
        await AddAsync(Enumerable.Range(0, (2 * BodyRetention.BatchSize) + 3).Select(i => Message(InboxState.Applied, 91 + (i % 7))));
        await AddAsync(Enumerable.Range(0, BodyRetention.BatchSize + 1).Select(_ => Message(InboxState.Ignored, 400)));
        await AddAsync(open.Select(state => Message(state, 400)));
        await AddAsync(Message(InboxState.Applied, 89));
        var work = new BodyRetention(Store, new UnitRunner(Store, new WorkSignal(), Time), _options, Time);

        var result = await work.RunAsync(Sample.WorkItem(WorkKind.BodyRetention), CancellationToken.None);
        var kept = (await ReadAsync(Query<InboxEntry>.All)).Where(entry => entry.Body is not null).ToList();
        Time.Advance(TimeSpan.FromDays(2));
        await work.RunAsync(Sample.WorkItem(WorkKind.BodyRetention), CancellationToken.None);
        var all = await ReadAsync(Query<InboxEntry>.All);

        Assert.Equal(Time.GetUtcNow() - TimeSpan.FromDays(2) + TimeSpan.FromHours(1), result.DueAgainAt);
        Assert.Equal([.. open.Append(InboxState.Applied).Order()], kept.Select(entry => entry.State).Order());
        Assert.Equal(open.Order(), all.Where(entry => entry.Body is not null).Select(entry => entry.State).Order());
        Assert.Equal((3 * BodyRetention.BatchSize) + 8, all.Count);
    }

    /// <summary>payment-providers §8: what waits longest is found on every store.</summary>
    [ConditionalFact]
    public async Task The_oldest_of_what_waits_is_found()
    {
        await AddAsync(Message(InboxState.Failed, 2), Message(InboxState.Failed, 3), Message(InboxState.Applied, 9));
        await AddAsync(Sample.WorkItem(WorkKind.ParkedReversal) with { DueAt = Time.GetUtcNow(), CreatedAt = Ago(5) });
        using var backlog = new PaymentBacklog(Store, Time);

        _ = backlog.Ages;
        await backlog.Reading;

        Assert.Equal(["failed 3", "parked 5"], backlog.Ages.Select(age => $"{age.Key} {age.Value.Days}").Order());
    }

    private DateTimeOffset Ago(int days) => Time.GetUtcNow() - TimeSpan.FromDays(days);

    private InboxEntry Message(InboxState state, int days) => Sample.InboxEntry() with { State = state, ReceivedAt = Ago(days) };

    private CallKey Key(string subject, int days) => new()
    {
        Id = Sample.Unique("key"),
        ProgramId = Sample.Id<ProgramId>(),
        Fingerprint = "f",
        Subject = subject,
        CreatedAt = Ago(days),
    };

    private WebhookDelivery Delivery(DeliveryState state, int days) => new()
    {
        Id = AffiliateId.New<WebhookDeliveryId>(Ago(days)),
        ProgramId = Sample.Id<ProgramId>(),
        EndpointId = Sample.Id<WebhookEndpointId>(),
        EventId = Sample.Id<AffiliateEventId>(),
        EventType = "sale.created",
        State = state,
        DueAt = state == DeliveryState.Pending ? Ago(days) : null,
        CreatedAt = Ago(days),
    };

    private Click Click(int days) => Sample.Click() with { Id = AffiliateId.New<ClickId>(Ago(days)), OccurredAt = Ago(days) };

    private LoggedEvent Event(int days) =>
        Sample.LoggedEvent() with { Id = AffiliateId.New<AffiliateEventId>(Ago(days)), CreatedAt = Ago(days) };

    private static StoreOutage NewOutage() => new(NullLogger<StoreOutage>.Instance);

    private static EventSubscription Subscribe<TEvent>(string name) =>
        new(name, typeof(TEvent), () => { }, (_, _, _) => Task.CompletedTask);

    private async Task RunLoopAsync(IAffiliateStore store, IWorkHandler work, CancellationToken stopping)
    {
        using var loop = new WorkLoop(
            work, store, new WorkSignal(), new WorkRunner(store, _options, Time, NullLogger<WorkRunner>.Instance),
            new RecurringWork(store, Time), NewOutage(), Time, NullLogger.Instance);
        await loop.RunAsync(stopping);
    }

    private sealed class NotingWork : IWorkHandler
    {
        private readonly TaskCompletionSource _enough = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _runs;
        private int _wanted = int.MaxValue;

        public WorkKind Kind => WorkKind.Inbox;

        public int Runs => Volatile.Read(ref _runs);

        public Task WhenRunAsync(int times)
        {
            Volatile.Write(ref _wanted, times);
            if (Runs >= times)
            {
                _enough.TrySetResult();
            }

            return _enough.Task;
        }

        public Task<WorkResult> RunAsync(WorkItem item, CancellationToken cancellationToken)
        {
            if (Interlocked.Increment(ref _runs) >= Volatile.Read(ref _wanted))
            {
                _enough.TrySetResult();
            }

            return Task.FromResult(WorkResult.Done);
        }
    }

    private sealed class DevelopmentEnvironment : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = Environments.Development;

        public string ApplicationName { get; set; } = "";

        public string ContentRootPath { get; set; } = "";

        public Microsoft.Extensions.FileProviders.IFileProvider ContentRootFileProvider { get; set; } = null!;
    }
}
