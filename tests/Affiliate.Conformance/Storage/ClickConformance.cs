namespace Affiliate.Conformance;

/// <summary>Batches of clicks: all or nothing, and once.</summary>
public abstract class ClickConformance : StoreConformance
{
    /// <summary>Everything of a batch is there afterwards.</summary>
    [ConditionalFact]
    public async Task A_batch_brings_clicks_tallies_events_and_work()
    {
        var batch = Batch(3);

        await AppendAsync(batch);

        foreach (var click in batch.Clicks)
        {
            AssertSame(click, await FindAsync(Click.ById(click.Id)));
        }

        AssertSame(batch.Tallies[0], Assert.Single(await ListAsync(Query<ClickTally>.All)));
        AssertSame(batch.Events[0], await FindAsync(LoggedEvent.ById(batch.Events[0].Id)));
        AssertSame(batch.Work[0], await FindAsync(WorkItem.BySubject(batch.Work[0].Kind, batch.Work[0].Subject)));
    }

    /// <summary>A batch without events and work is the usual one.</summary>
    [ConditionalFact]
    public async Task A_batch_may_be_clicks_alone()
    {
        var batch = Batch(2) with { Tallies = [], Events = [], Work = [] };

        await AppendAsync(batch);

        Assert.Equal(2, await CountAsync(Query<Click>.All));
    }

    /// <summary>A repeat after an answer that was lost does nothing, also from another instance.</summary>
    [ConditionalFact]
    public async Task The_same_batch_again_has_no_effect()
    {
        var batch = Batch(3);
        await AppendAsync(batch);

        await AppendAsync(batch);
        await AppendAsync(batch, CreateFurtherStore());

        await ContainsAsync(clicks: 3, tallies: 1, events: 1, work: 1);
    }

    /// <summary>The first click alone tells whether a batch was committed: work that is done meanwhile does not return.</summary>
    [ConditionalFact]
    public async Task A_repeat_does_not_bring_finished_work_back()
    {
        var batch = Batch(1);
        await AppendAsync(batch);
        var claimed = Assert.Single(
            await Store.ClaimAsync(WorkKind.Handler, 10, TimeSpan.FromMinutes(1), CancellationToken.None));
        Assert.True(await Store.CompleteAsync(claimed, CancellationToken.None));

        await AppendAsync(batch);

        await ContainsAsync(clicks: 1, tallies: 1, events: 1, work: 0);
    }

    /// <summary>A key that is taken, of whatever record, fails the whole batch.</summary>
    [ConditionalFact]
    public async Task A_batch_that_conflicts_leaves_no_trace()
    {
        var first = Batch(1);
        await AppendAsync(first);
        var next = Batch(2);

        await ConflictsAsync(next with { Clicks = [next.Clicks[0], first.Clicks[0]] });
        await ConflictsAsync(next with { Events = first.Events });
        await ConflictsAsync(next with { Work = [next.Work[0], first.Work[0] with { Id = Sample.Id<WorkItemId>() }] });
        await AppendAsync(next);

        await ContainsAsync(clicks: 3, tallies: 2, events: 2, work: 2);
    }

    /// <summary>What an instance has counted in its row grows with every batch, whoever changed the row meanwhile.</summary>
    [ConditionalFact]
    public async Task A_tally_that_is_there_takes_the_counts_of_the_next()
    {
        var (first, next) = (Batch(1), Batch(2));
        var own = first.Tallies[0];
        await AppendAsync(first);

        await AppendAsync(next with { Tallies = [own with { Clicks = 4, Qualified = 2 }, .. next.Tallies] });

        AssertSame(
            own with { Clicks = 5, Qualified = 3, Version = own.Version + 1 },
            await FindAsync(ClickTally.Record.ByPrimaryKey(own.Id)));
        await ContainsAsync(clicks: 3, tallies: 2, events: 2, work: 2);
    }

    /// <summary>Whoever read a tally before it grew cannot remove it: its counts would be lost.</summary>
    [ConditionalFact]
    public async Task A_tally_that_has_grown_is_not_removed()
    {
        var batch = Batch(1);
        await AppendAsync(batch);
        await AppendAsync(Batch(1) with { Tallies = batch.Tallies });

        await Assert.ThrowsAsync<StoreConflictException>(() => Store.ExecuteAsync(
            (unit, _) =>
            {
                unit.Remove(batch.Tallies[0]);
                return Task.FromResult(true);
            },
            CancellationToken.None));

        Assert.Equal(2, Assert.Single(await ListAsync(Query<ClickTally>.All)).Clicks);
    }

    /// <summary>A canceled batch is not there.</summary>
    [ConditionalFact]
    public async Task A_canceled_batch_leaves_no_trace()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Store.AppendClicksAsync(Batch(1), new CancellationToken(canceled: true)));

        await ContainsAsync(clicks: 0, tallies: 0, events: 0, work: 0);
    }

    /// <summary>Every field of a click comes through the bulk path as through a unit.</summary>
    [ConditionalFact]
    public async Task Clicks_keep_every_field()
    {
        var full = RecordValues.Make<Click>(FieldExtreme.Highest);
        var bare = RecordValues.Make<Click>(FieldExtreme.Null);
        var tally = RecordValues.Make<ClickTally>(FieldExtreme.Highest);
        var logged = RecordValues.Make<LoggedEvent>(FieldExtreme.Highest);
        var parked = RecordValues.Make<WorkItem>(FieldExtreme.Null);

        await AppendAsync(new ClickBatch([bare, full], [tally], [logged], [parked]));

        AssertSame(full, await FindAsync(Click.ById(full.Id)));
        AssertSame(bare, await FindAsync(Click.ById(bare.Id)));
        AssertSame(tally, Assert.Single(await ListAsync(Query<ClickTally>.All)));
        AssertSame(logged, Assert.Single(await ListAsync(Query<LoggedEvent>.All)));
        AssertSame(parked, Assert.Single(await ListAsync(Query<WorkItem>.All)));
    }

    /// <summary>A full batch is appended whole.</summary>
    [ConditionalFact]
    public async Task A_batch_of_thousands_is_appended_whole()
    {
        await AppendAsync(Batch(2_500));

        await ContainsAsync(clicks: 2_500, tallies: 1, events: 1, work: 1);
    }

    /// <summary>Batches from two instances at once do not get in each other's way, and a batch sent twice counts once.</summary>
    [ConditionalFact]
    public async Task Parallel_batches_all_arrive_once()
    {
        var stores = new[] { Store, CreateFurtherStore() };
        var batches = Enumerable.Range(0, 20).Select(_ => Batch(5)).ToArray();

        await Task.WhenAll(batches.Select((batch, i) => Task.Run(async () =>
        {
            await AppendAsync(batch, stores[i % 2]);
            await AppendAsync(batch, stores[(i + 1) % 2]);
        })));

        await ContainsAsync(clicks: 100, tallies: 20, events: 20, work: 20);
    }

    private static ClickBatch Batch(int size)
    {
        var partner = Sample.Partner();
        return new ClickBatch(
            [.. Enumerable.Range(0, size).Select(_ => Sample.Click(partner))],
            [Sample.Tally(partner) with { Clicks = size, Qualified = size }],
            [Sample.LoggedEvent(partner.ProgramId) with { Type = "click" }],
            [Sample.WorkItem()]);
    }

    private Task AppendAsync(ClickBatch batch, IAffiliateStore? store = null) =>
        (store ?? Store).AppendClicksAsync(batch, CancellationToken.None);

    private async Task ConflictsAsync(ClickBatch batch)
    {
        await Assert.ThrowsAsync<StoreConflictException>(() => AppendAsync(batch));
        await ContainsAsync(clicks: 1, tallies: 1, events: 1, work: 1);
    }

    private async Task ContainsAsync(int clicks, int tallies, int events, int work) => Assert.Equal(
        (clicks, tallies, events, work),
        (await CountAsync(Query<Click>.All), await CountAsync(Query<ClickTally>.All),
            await CountAsync(Query<LoggedEvent>.All), await CountAsync(Query<WorkItem>.All)));
}
