namespace Affiliate.Conformance;

/// <summary>The work queue: due items first come, leased to one taker, fenced by the attempt.</summary>
public abstract class WorkQueueConformance : StoreConformance
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    /// <summary>Nothing to do gives nothing.</summary>
    [ConditionalFact]
    public async Task Without_work_nothing_is_claimed() => Assert.Empty(await ClaimAsync(10));

    /// <summary>A claim gives the item as it stands then: leased, one attempt on, by a new number.</summary>
    [ConditionalFact]
    public async Task A_claim_leases_the_item()
    {
        var item = Sample.WorkItem() with { LastError = "Earlier", Attempt = 4, Tries = 2 };
        await AddAsync(item);

        var claimed = Assert.Single(await ClaimAsync(1));

        Assert.NotNull(claimed.ClaimedBy);
        var expected = item with { DueAt = Time.Now + Lease, Attempt = 5, Tries = 3, ClaimedBy = claimed.ClaimedBy };
        AssertSame(expected, claimed);
        AssertSame(expected, await FindAsync(WorkItem.BySubject(item.Kind, item.Subject)));
    }

    /// <summary>Items come in the order of their times, no more than asked for, and only those that are due.</summary>
    [ConditionalFact]
    public async Task Due_items_come_earliest_first()
    {
        var items = new[] { 0, -30, 1, -10, -20 }
            .Select(milliseconds => Sample.WorkItem() with { DueAt = Time.Now.AddMilliseconds(milliseconds) }).ToArray();
        await AddAsync(items);

        Assert.Equal([items[1].Id, items[4].Id], Ids(await ClaimAsync(2)));
        Assert.Equal([items[3].Id, items[0].Id], Ids(await ClaimAsync(9)));
        Assert.Empty(await ClaimAsync(9));
        Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal([items[2].Id], Ids(await ClaimAsync(9)));
    }

    /// <summary>Only the kind asked for is taken.</summary>
    [ConditionalFact]
    public async Task A_claim_takes_its_own_kind_only()
    {
        var (handler, inbox) = (Sample.WorkItem(), Sample.WorkItem(WorkKind.Inbox));
        await AddAsync(handler, inbox);

        Assert.Equal([inbox.Id], Ids(await Store.ClaimAsync(WorkKind.Inbox, 10, Lease, CancellationToken.None)));
        Assert.Empty(await Store.ClaimAsync(WorkKind.TallyFold, 10, Lease, CancellationToken.None));
        Assert.Equal([handler.Id], Ids(await ClaimAsync(10)));
    }

    /// <summary>The same subject can be queued once per kind.</summary>
    [ConditionalFact]
    public async Task A_subject_is_queued_once_per_kind()
    {
        var item = Sample.WorkItem();
        await AddAsync(item, Sample.WorkItem(WorkKind.Inbox) with { Subject = item.Subject });

        await Assert.ThrowsAsync<StoreConflictException>(
            () => AddAsync(Sample.WorkItem() with { Subject = item.Subject }));
    }

    /// <summary>An item that was parked is left alone until somebody gives it a time again.</summary>
    [ConditionalFact]
    public async Task Parked_items_are_not_claimed()
    {
        await AddAsync(Sample.WorkItem() with { DueAt = null });
        Time.Advance(TimeSpan.FromDays(1_000));
        Assert.Empty(await ClaimAsync(10));

        var parked = Assert.Single(await ListAsync(Query<WorkItem>.All.Equal(item => item.DueAt, null)));
        Assert.True(await Store.RescheduleAsync(parked, Time.Now, null, CancellationToken.None));

        Assert.Equal([parked.Id], Ids(await ClaimAsync(10)));
    }

    /// <summary>A taker that does not finish within its lease loses the item to the next one.</summary>
    [ConditionalFact]
    public async Task An_expired_lease_gives_the_item_to_the_next()
    {
        await AddAsync(Sample.WorkItem());
        var first = Assert.Single(await ClaimAsync(1));

        Time.Advance(Lease - TimeSpan.FromMilliseconds(1));
        Assert.Empty(await ClaimAsync(1));
        Time.Advance(TimeSpan.FromMilliseconds(1));
        var second = Assert.Single(await ClaimAsync(1));

        Assert.Equal((first.Id, 2), (second.Id, second.Attempt));
        Assert.NotEqual(first.ClaimedBy, second.ClaimedBy);
        Assert.Equal(Time.Now + Lease, second.DueAt);
    }

    /// <summary>Who comes late can neither finish nor put back what another attempt has begun (C4).</summary>
    [ConditionalFact]
    public async Task A_late_owner_passes_no_fence()
    {
        await AddAsync(Sample.WorkItem());
        var late = Assert.Single(await ClaimAsync(1));
        Time.Advance(Lease);
        var current = Assert.Single(await ClaimAsync(1));

        Assert.False(await Store.CompleteAsync(late, CancellationToken.None));
        Assert.False(await Store.RescheduleAsync(late, Time.Now, "Late", CancellationToken.None));

        AssertSame(current, Assert.Single(await ListAsync(Query<WorkItem>.All)));
        Assert.True(await Store.CompleteAsync(current, CancellationToken.None));
        Assert.Empty(await ListAsync(Query<WorkItem>.All));
    }

    /// <summary>An expired lease that nobody else has taken up is still held.</summary>
    [ConditionalFact]
    public async Task An_expired_lease_that_nobody_took_is_still_held()
    {
        await AddAsync(Sample.WorkItem());
        var claimed = Assert.Single(await ClaimAsync(1));
        Time.Advance(Lease * 2);

        Assert.True(await Store.CompleteAsync(claimed, CancellationToken.None));
    }

    /// <summary>What is done is gone, and done once; its subject may be queued anew.</summary>
    [ConditionalFact]
    public async Task A_completed_item_is_gone()
    {
        var (item, other) = (Sample.WorkItem(), Sample.WorkItem() with { DueAt = null });
        await AddAsync(item, other);
        var claimed = Assert.Single(await ClaimAsync(10));

        Assert.True(await Store.CompleteAsync(claimed, CancellationToken.None));
        Assert.False(await Store.CompleteAsync(claimed, CancellationToken.None));
        Assert.False(await Store.RescheduleAsync(claimed, Time.Now, null, CancellationToken.None));

        AssertSame(other, Assert.Single(await ListAsync(Query<WorkItem>.All)));
        await AddAsync(item);
    }

    /// <summary>An item put back is due at its new time, with its error, and its attempts go on counting.</summary>
    [ConditionalFact]
    public async Task A_rescheduled_item_comes_back_at_its_time()
    {
        await AddAsync(Sample.WorkItem());
        var claimed = Assert.Single(await ClaimAsync(1));
        var error = new string('é', 498) + "😀";

        Assert.True(await Store.RescheduleAsync(claimed, Time.Now.AddSeconds(5), error, CancellationToken.None));

        var waiting = Assert.Single(await ListAsync(Query<WorkItem>.All));
        Assert.Equal(
            (Time.Now.AddSeconds(5), 1, 1, error), (waiting.DueAt, waiting.Attempt, waiting.Tries, waiting.LastError));
        Assert.Empty(await ClaimAsync(1));
        Time.Advance(TimeSpan.FromSeconds(5));
        var again = Assert.Single(await ClaimAsync(1));
        Assert.Equal((2, 2, error), (again.Attempt, again.Tries, again.LastError));
        Assert.False(await Store.CompleteAsync(claimed, CancellationToken.None));
    }

    /// <summary>An item put back without an error went well: its tries start again, its attempts do not.</summary>
    [ConditionalFact]
    public async Task A_rescheduled_item_without_error_starts_its_tries_again()
    {
        await AddAsync(Sample.WorkItem() with { Attempt = 6, Tries = 5, LastError = "Earlier" });
        var claimed = Assert.Single(await ClaimAsync(1));

        Assert.True(await Store.RescheduleAsync(claimed, null, null, CancellationToken.None));

        var parked = Assert.Single(await ListAsync(Query<WorkItem>.All));
        Assert.Equal((null, 7, 0, null), (parked.DueAt, parked.Attempt, parked.Tries, parked.LastError));
    }

    /// <summary>A parked item keeps its error until it is run again.</summary>
    [ConditionalFact]
    public async Task A_parked_item_keeps_its_error()
    {
        await AddAsync(Sample.WorkItem());
        var claimed = Assert.Single(await ClaimAsync(1));

        Assert.True(await Store.RescheduleAsync(claimed, null, "Broken", CancellationToken.None));

        var parked = Assert.Single(await ListAsync(Query<WorkItem>.All));
        Assert.Equal((null, 1, "Broken"), (parked.DueAt, parked.Tries, parked.LastError));
    }

    /// <summary>Tries count until the work goes well; the attempts, which are the fence, never start again.</summary>
    [ConditionalFact]
    public async Task Going_well_starts_the_tries_again()
    {
        await AddAsync(Sample.WorkItem());
        foreach (var (error, tries) in new[] { ("Broken", 1), ("Broken", 2), (null, 0), ("Broken", 1) })
        {
            var claimed = Assert.Single(await ClaimAsync(1));
            Assert.True(await Store.RescheduleAsync(claimed, Time.Now, error, CancellationToken.None));
            Assert.Equal(tries, Assert.Single(await ListAsync(Query<WorkItem>.All)).Tries);
        }

        Assert.Equal(4, Assert.Single(await ListAsync(Query<WorkItem>.All)).Attempt);
    }

    /// <summary>Many takers on two instances share the work: each item is taken once.</summary>
    [ConditionalFact]
    public async Task Parallel_takers_get_each_item_once()
    {
        var items = Enumerable.Range(0, 100).Select(_ => Sample.WorkItem()).ToArray();
        await AddAsync(items);
        var stores = new[] { Store, CreateFurtherStore() };

        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => TakeAllAsync(stores[i % 2]))));

        Assert.Equal(
            items.Select(item => item.Id.Value).Order(), taken.SelectMany(ids => ids).Select(id => id.Value).Order());
        Assert.All(await ListAsync(Query<WorkItem>.All), item => Assert.Equal(1, item.Attempt));
    }

    /// <summary>Of those who finish the same attempt at once, one is told that it did.</summary>
    [ConditionalFact]
    public async Task Parallel_completions_have_one_winner()
    {
        await AddAsync(Sample.WorkItem());
        var claimed = Assert.Single(await ClaimAsync(1));
        var stores = new[] { Store, CreateFurtherStore() };

        var results = await Task.WhenAll(Enumerable.Range(0, 8)
            .Select(i => Task.Run(() => stores[i % 2].CompleteAsync(claimed, CancellationToken.None))));

        Assert.Single(results, isHeld => isHeld);
    }

    private static IEnumerable<WorkItemId> Ids(IEnumerable<WorkItem> items) => items.Select(item => item.Id);

    private static async Task<List<WorkItemId>> TakeAllAsync(IAffiliateStore store)
    {
        var all = new List<WorkItemId>();
        while (await store.ClaimAsync(WorkKind.Handler, 7, Lease, CancellationToken.None) is { Count: > 0 } some)
        {
            Assert.InRange(some.Count, 1, 7);
            all.AddRange(Ids(some));
        }

        return all;
    }

    private Task<IReadOnlyList<WorkItem>> ClaimAsync(int most) =>
        Store.ClaimAsync(WorkKind.Handler, most, Lease, CancellationToken.None);
}
