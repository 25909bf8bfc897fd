using System.Diagnostics.Metrics;

namespace Affiliate.Core.Tests.Clicks;

public sealed class ClickRecorderTests
{
    // Far below the limits in which clicks are answered, so that the clock cannot outrun the commit.
    private static readonly TimeSpan SmallStep = TimeSpan.FromMilliseconds(1);

    /// <summary>I1: clicks that arrive together are committed together, each answered after its commit.</summary>
    [Fact]
    public async Task A_thousand_clicks_at_once_take_few_commits()
    {
        var (batches, gate) = (new List<int>(), new TaskCompletionSource());
        await using var host = new Installation();
        host.Store.BeforeAppend = batch =>
        {
            batches.Add(batch.Clicks.Count);
            return gate.Task;
        };
        await host.StartAsync<ClickFlusher>();
        var clicks = Enumerable.Range(0, 1_000).Select(_ => Sample.Click()).ToList();

        var answers = clicks.ConvertAll(click => RecordAsync(host, click));
        Assert.DoesNotContain(answers, answer => answer.IsCompleted);
        gate.SetResult();

        Assert.All(await Task.WhenAll(answers).InTime(), Assert.True);
        Assert.Equal(clicks.Select(click => click.Id).ToHashSet(), (await host.AllAsync<Click>()).Select(c => c.Id).ToHashSet());
        Assert.Equal(1_000, batches.Sum());
        Assert.InRange(batches.Count, 1, 5);
    }

    /// <summary>Clicks are never de-duplicated (AH-09), and every batch counts them by partner and day.</summary>
    [Fact]
    public async Task Tallies_count_all_clicks_and_the_qualified_among_them()
    {
        await using var host = new Installation();
        await host.StartAsync<ClickFlusher>();
        var (alpha, beta) = (Sample.Partner(), Sample.Partner());
        var click = Sample.Click(alpha);
        Click[] clicks =
        [
            click, click with { Id = Sample.Id<ClickId>() }, Sample.Click(alpha) with { Qualified = false },
            Sample.Click(alpha) with { OccurredAt = Sample.Now.AddDays(1) }, Sample.Click(beta),
        ];

        await Task.WhenAll(clicks.Select(one => RecordAsync(host, one))).InTime();

        var today = DateOnly.FromDateTime(Sample.Now.UtcDateTime);
        var totals = (await host.AllAsync<ClickTally>())
            .GroupBy(tally => (tally.PartnerId, tally.Day))
            .ToDictionary(group => group.Key, group => (group.Sum(t => t.Clicks), group.Sum(t => t.Qualified)));
        Assert.Equal((3, 2), totals[(alpha.Id, today)]);
        Assert.Equal((1, 1), totals[(alpha.Id, today.AddDays(1))]);
        Assert.Equal((1, 1), totals[(beta.Id, today)]);
    }

    /// <summary>I3: when the store is away every click is answered so, and counted; nothing is left waiting.</summary>
    [Fact]
    public async Task Clicks_that_cannot_be_stored_are_answered_so_and_counted()
    {
        using var dropped = new Count("affiliate.clicks_dropped");
        await using var host = new Installation();
        host.Store.IsAway = true;
        await host.StartAsync<ClickFlusher>();

        var answers = Enumerable.Range(0, 50).Select(_ => RecordAsync(host, Sample.Click())).ToList();
        await host.Time.UntilAsync(() => answers.TrueForAll(answer => answer.IsCompleted), SmallStep);

        Assert.All(await Task.WhenAll(answers), Assert.False);
        Assert.Single(host.Log.Of(1000));
        Assert.True(dropped.Value >= 50);
        host.Store.IsAway = false;
        Assert.True(await RecordAsync(host, Sample.Click()).InTime());
        Assert.Single(host.Log.Of(1001));
    }

    [Fact]
    public async Task A_short_failure_is_not_noticed()
    {
        var failures = 1;
        await using var host = new Installation();
        host.Store.BeforeAppend = _ => failures-- > 0 ? throw new IOException() : Task.CompletedTask;
        await host.StartAsync<ClickFlusher>();

        var answer = RecordAsync(host, Sample.Click());
        await host.Time.UntilAsync(() => answer.IsCompleted, SmallStep);

        Assert.True(await answer);
    }

    /// <summary>T4: the commit succeeded, the answer was lost; trying again counts nothing twice.</summary>
    [Fact]
    public async Task A_lost_answer_of_the_store_counts_nothing_twice()
    {
        var losses = 3;
        await using var host = new Installation();
        host.Store.AfterAppend = _ => Throw(losses-- > 0);
        await host.StartAsync<ClickFlusher>();

        var answers = Enumerable.Range(0, 10).Select(_ => RecordAsync(host, Sample.Click())).ToList();
        await host.Time.UntilAsync(() => answers.TrueForAll(answer => answer.IsCompleted), SmallStep);

        Assert.Equal(10, (await host.AllAsync<Click>()).Count);
        Assert.Equal(10, (await host.AllAsync<ClickTally>()).Sum(tally => tally.Clicks));
    }

    /// <summary>A row that the store refuses does not fail its neighbours.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(37)]
    [InlineData(99)]
    public async Task One_bad_row_fails_alone(int position)
    {
        var gate = new TaskCompletionSource();
        await using var host = new Installation();
        var clicks = Enumerable.Range(0, 100).Select(_ => Sample.Click()).ToList();
        host.Store.BeforeAppend = async batch =>
        {
            await gate.Task;
            Throw(batch.Clicks.Contains(clicks[position]));
        };
        var first = RecordAsync(host, Sample.Click());
        await host.StartAsync<ClickFlusher>();
        var answers = clicks.ConvertAll(click => RecordAsync(host, click));
        gate.SetResult();

        await host.Time.UntilAsync(() => answers.TrueForAll(answer => answer.IsCompleted), SmallStep);

        Assert.True(await first);
        Assert.Equal(Enumerable.Range(0, 100).Select(i => i != position), await Task.WhenAll(answers));
        Assert.Equal(100, (await host.AllAsync<Click>()).Count);
        Assert.Empty(host.Log.Of(1000));
    }

    /// <summary>I3: a full queue makes requests wait a second, then they hear that it did not work.</summary>
    [Fact]
    public async Task A_full_queue_makes_clicks_wait_then_fail()
    {
        await using var host = new Installation(affiliate => affiliate.Configure(options => options.ClickQueueLimit = 100));
        var queued = Enumerable.Range(0, 100).Select(_ => RecordAsync(host, Sample.Click())).ToList();

        var tooMany = RecordAsync(host, Sample.Click());
        Assert.False(tooMany.IsCompleted);
        host.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.False(await tooMany.InTime());
        await host.StartAsync<ClickFlusher>();
        Assert.All(await Task.WhenAll(queued).InTime(), Assert.True);
    }

    /// <summary>I3: a page is held up for two seconds at most; its click is committed all the same, and counted once.</summary>
    [Fact]
    public async Task A_page_is_not_held_up_by_a_slow_store_and_its_click_is_kept()
    {
        var gate = new TaskCompletionSource();
        await using var host = new Installation();
        host.Store.BeforeAppend = _ => gate.Task;
        await host.StartAsync<ClickFlusher>();
        var (first, later) = (Sample.Click(), Sample.Click());
        var recorder = host.Get<ClickRecorder>();

        var answer = recorder.RecordSoonAsync(first, CancellationToken.None).AsTask();
        host.Time.Advance(TimeSpan.FromMilliseconds(100));
        var second = recorder.RecordSoonAsync(later, CancellationToken.None).AsTask();
        host.Time.Advance(TimeSpan.FromMilliseconds(1_800));
        Assert.False(answer.IsCompleted || second.IsCompleted);
        host.Time.Advance(TimeSpan.FromMilliseconds(100));

        Assert.All(await Task.WhenAll(answer, second).InTime(), Assert.False);
        gate.SetResult();
        await host.Time.UntilAsync(async () => (await host.AllAsync<Click>()).Count == 2, SmallStep);
        for (var i = 0; i < 100; i++)
        {
            Assert.True(await recorder.RecordSoonAsync(Sample.Click(), CancellationToken.None).AsTask().InTime());
        }

        Assert.Equal(102, (await host.AllAsync<Click>()).Count);
    }

    [Fact]
    public async Task A_click_that_waited_for_room_is_stored_when_there_is_some()
    {
        await using var host = new Installation(affiliate => affiliate.Configure(options => options.ClickQueueLimit = 100));
        var answers = Enumerable.Range(0, 150).Select(_ => RecordAsync(host, Sample.Click())).ToList();

        await host.StartAsync<ClickFlusher>();

        Assert.All(await Task.WhenAll(answers).InTime(), Assert.True);
        Assert.Equal(150, (await host.AllAsync<Click>()).Count);
    }

    [Fact]
    public async Task A_client_that_goes_away_while_waiting_for_room_throws_nothing()
    {
        using var gone = new CancellationTokenSource();
        await using var host = new Installation(affiliate => affiliate.Configure(options => options.ClickQueueLimit = 100));
        var queued = Enumerable.Range(0, 100).Select(_ => RecordAsync(host, Sample.Click())).ToList();
        var waiting = host.Get<ClickRecorder>().RecordAsync(Sample.Click(), gone.Token).AsTask();

        await gone.CancelAsync();

        Assert.False(await waiting.InTime());
        Assert.DoesNotContain(queued, answer => answer.IsCompleted);
    }

    [Fact]
    public async Task Stopping_commits_what_is_queued_and_refuses_more()
    {
        await using var host = new Installation();
        var answers = Enumerable.Range(0, 2_500).Select(_ => RecordAsync(host, Sample.Click())).ToList();
        await host.StartAsync<ClickFlusher>();

        await host.StopAsync();

        Assert.All(await Task.WhenAll(answers).InTime(), Assert.True);
        Assert.Equal(2_500, (await host.AllAsync<Click>()).Count);
        Assert.False(await RecordAsync(host, Sample.Click()).InTime());
    }

    [Fact]
    public async Task Buffered_clicks_are_answered_before_they_are_stored()
    {
        await using var host = Buffered();

        Assert.True(await RecordAsync(host, Sample.Click()).InTime());
        Assert.Empty(await host.AllAsync<Click>());
        await host.StartAsync<ClickFlusher>();
        await host.StopAsync();

        Assert.Single(await host.AllAsync<Click>());
    }

    [Fact]
    public async Task Buffered_clicks_outlast_an_outage_of_half_a_minute()
    {
        await using var host = Buffered();
        host.Store.IsAway = true;
        await host.StartAsync<ClickFlusher>();
        await RecordAsync(host, Sample.Click());
        await host.Time.UntilAsync(() => host.Time.Now > Sample.Now.AddSeconds(30));

        host.Store.IsAway = false;
        await host.Time.UntilAsync(async () => (await host.AllAsync<Click>()).Count == 1);
    }

    [Fact]
    public async Task Clicks_are_events_when_somebody_wants_them()
    {
        await using var silent = new Installation();
        await using var host = new Installation(affiliate => affiliate.On<ClickRecorded>("list", (_, _, _) => Task.CompletedTask));
        await silent.StartAsync<ClickFlusher>();
        await host.StartAsync<ClickFlusher>();
        var wake = host.Get<WorkSignal>().Next(WorkKind.Handler);
        var click = Sample.Click();

        await RecordAsync(silent, click).InTime();
        await RecordAsync(host, click).InTime();

        Assert.Empty(await silent.AllAsync<LoggedEvent>());
        var logged = Assert.Single(await host.AllAsync<LoggedEvent>());
        Assert.Equal(("click", click.PartnerId, click.OccurredAt), (logged.Type, logged.PartnerId, logged.CreatedAt));
        Assert.Single(await host.AllAsync<WorkItem>(), item => item.Kind == WorkKind.Handler);
        await wake.InTime();
    }

    /// <summary>TX-09: whoever asks for <c>link.clicked</c> gets that, and whoever takes every event gets a click once.</summary>
    [Fact]
    public async Task TX_09_a_click_is_told_as_a_link_where_that_is_asked_for()
    {
        await using var host = new Installation(affiliate => affiliate
            .On<LinkClicked>("links", (_, _, _) => Task.CompletedTask)
            .On<AffiliateEvent>("all", (_, _, _) => Task.CompletedTask));
        await host.StartAsync<ClickFlusher>();
        var click = Sample.Click() with { CampaignId = Sample.Id<CampaignId>() };

        await RecordAsync(host, click).InTime();

        var logged = await host.AllAsync<LoggedEvent>();
        Assert.Equal(["click", "link.clicked"], logged.Select(line => line.Type).Order());
        Assert.Contains($"\"campaign_id\":\"{click.CampaignId}\"", logged.Single(line => line.Type == "link.clicked").Payload, StringComparison.Ordinal);
        Assert.Equal(["all", "links"], (await host.AllAsync<WorkItem>()).Where(item => item.Kind == WorkKind.Handler)
            .Select(item => EventOutbox.ReadSubject(item.Subject).SubscriberKey).Order());
    }

    [Fact]
    public async Task A_store_that_does_not_answer_keeps_requests_waiting_for_seconds_only()
    {
        await using var host = new Installation();
        host.Store.BeforeAppend = _ => throw new IOException();
        await host.StartAsync<ClickFlusher>();
        var failed = RecordAsync(host, Sample.Click());
        await host.Time.UntilAsync(() => failed.IsCompleted, SmallStep);
        var hanging = new TaskCompletionSource();
        host.Store.BeforeAppend = _ => hanging.Task;
        var taken = RecordAsync(host, Sample.Click());
        await Waiting.UntilAsync(() => host.Get<ClickRecorder>().Queue.Count == 0);
        var queued = RecordAsync(host, Sample.Click());

        host.Time.Advance(TimeSpan.FromSeconds(6));
        host.Store.BeforeAppend = _ => Task.CompletedTask;
        hanging.SetException(new TimeoutException());

        Assert.False(await taken.InTime());
        Assert.False(await queued.InTime());
        Assert.True(await RecordAsync(host, Sample.Click()).InTime());
    }

    private static Installation Buffered() => new(affiliate =>
        affiliate.Configure(options => options.ClickDurability = ClickDurability.Buffered));

    private static Task<bool> RecordAsync(Installation host, Click click) =>
        host.Get<ClickRecorder>().RecordAsync(click, CancellationToken.None).AsTask();

    private static void Throw(bool isFailing)
    {
        if (isFailing)
        {
            throw new IOException("Refused.");
        }
    }

    /// <summary>Adds up what a counter of the library reports.</summary>
    private sealed class Count : IDisposable
    {
        private readonly MeterListener _listener = new();
        private long _value;

        public Count(string name)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == "Affiliate" && instrument.Name == name)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref _value, value));
            _listener.Start();
        }

        public long Value => Interlocked.Read(ref _value);

        public void Dispose() => _listener.Dispose();
    }
}
