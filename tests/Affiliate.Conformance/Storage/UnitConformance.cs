namespace Affiliate.Conformance;

/// <summary>Units: what they see, what they commit, and that a failed one leaves no trace.</summary>
public abstract class UnitConformance : StoreConformance
{
    /// <summary>Finds return <see langword="null"/> rather than throw.</summary>
    [ConditionalFact]
    public async Task A_record_that_does_not_exist_is_found_as_null()
    {
        await AddAsync(Sample.Partner());

        Assert.Null(await FindAsync(Partner.ById(Sample.Id<PartnerId>())));
        Assert.Null(await FindAsync(Partner.BySlug(Sample.Id<ProgramId>(), "nobody")));
        Assert.Null(await FindAsync(LedgerEntry.BySource("earned:nothing")));
    }

    /// <summary>A unit hands on what its work returns.</summary>
    [ConditionalFact]
    public async Task A_unit_returns_what_its_work_returns() =>
        Assert.Equal(42, await Store.ExecuteAsync((_, _) => Task.FromResult(42), CancellationToken.None));

    /// <summary>All keys lead to a committed record, whatever other records there are.</summary>
    [ConditionalFact]
    public async Task A_committed_record_is_found_by_each_of_its_keys()
    {
        var program = Sample.Id<ProgramId>();
        var partner = Sample.Partner(program);
        await AddAsync(Sample.Partner(program), partner, Sample.Partner(program));

        AssertSame(partner, await FindAsync(Partner.ById(partner.Id)));
        AssertSame(partner, await FindAsync(Partner.ByEmail(program, partner.Email)));
        AssertSame(partner, await FindAsync(Partner.BySlug(program, partner.Slug)));
    }

    /// <summary>Records of several types are committed together.</summary>
    [ConditionalFact]
    public async Task A_unit_commits_records_of_several_types()
    {
        var sale = Sample.Sale();
        var commission = Sample.Commission(sale);
        var entry = Sample.LedgerEntry(commission);

        await ExecuteAsync(unit =>
        {
            unit.Add(entry);
            unit.Add(commission);
            unit.Add(sale);
            return Task.CompletedTask;
        });

        AssertSame(sale, await FindAsync(Sale.ById(sale.Id)));
        AssertSame(commission, await FindAsync(Commission.Record.ByPrimaryKey(commission.Id)));
        AssertSame(entry, await FindAsync(LedgerEntry.BySource(entry.SourceKey)));
    }

    /// <summary>What is only ever added, such as entries of the ledger (I5), no unit can change.</summary>
    [ConditionalFact]
    public async Task A_record_without_a_version_is_never_saved()
    {
        var entry = Sample.LedgerEntry(Sample.Commission(Sample.Sale()));
        await AddAsync(entry);

        await Assert.ThrowsAsync<InvalidOperationException>(() => Store.SaveAsync(entry with { AmountMinorUnits = 1 }));

        AssertSame(entry, await FindAsync(LedgerEntry.BySource(entry.SourceKey)));
    }

    /// <summary>A unit may be large.</summary>
    [ConditionalFact]
    public async Task A_unit_commits_a_thousand_records()
    {
        await AddAsync(Enumerable.Range(0, 1_000).Select(_ => Sample.LedgerEntry()));

        Assert.Equal(1_000, await CountAsync(Query<LedgerEntry>.All));
        Assert.Equal(1_000, (await ReadAsync(Query<LedgerEntry>.All)).DistinctBy(entry => entry.Id).Count());
    }

    /// <summary>A unit finds what it has added, by every key, and the committed records as well.</summary>
    [ConditionalFact]
    public async Task A_unit_finds_its_own_additions_but_does_not_list_them()
    {
        var program = Sample.Id<ProgramId>();
        var (committed, added) = (Sample.Partner(program), Sample.Partner(program));
        await AddAsync(committed);

        await ExecuteAsync(async unit =>
        {
            Assert.Null(await unit.FindAsync(Partner.ById(added.Id), default));
            unit.Add(added);

            AssertSame(added, await unit.FindAsync(Partner.ById(added.Id), default));
            AssertSame(added, await unit.FindAsync(Partner.BySlug(program, added.Slug), default));
            AssertSame(committed, await unit.FindAsync(Partner.BySlug(program, committed.Slug), default));
            Assert.Null(await unit.FindAsync(Partner.BySlug(program, added.Slug + "-other"), default));
            var listed = await unit.ListAsync(Query<Partner>.All.Equal(partner => partner.ProgramId, program), default);
            AssertSame(committed, Assert.Single(listed));
        });

        Assert.Equal(2, (await ListAsync(Query<Partner>.All)).Count);
    }

    /// <summary>Nobody sees anything of a unit before it commits.</summary>
    [ConditionalFact]
    public async Task Nothing_is_visible_to_others_before_the_commit()
    {
        var (removed, saved, added) = (Sample.Partner(), Sample.Partner(), Sample.Partner());
        await AddAsync(removed, saved);
        var others = CreateFurtherStore();
        var ready = new TaskCompletionSource();
        var release = new TaskCompletionSource();

        var running = ExecuteAsync(async unit =>
        {
            unit.Add(added);
            unit.Save(saved with { FirstName = "New" });
            unit.Remove(removed);
            ready.TrySetResult();
            await release.Task;
        });
        await ready.Task;

        Assert.Null(await FindAsync(Partner.ById(added.Id), others));
        AssertSame(saved, await FindAsync(Partner.ById(saved.Id), others));
        AssertSame(removed, await FindAsync(Partner.ById(removed.Id), others));
        Assert.Equal(2, (await ReadAsync(Query<Partner>.All, others)).Count);
        release.SetResult();
        await running;
        AssertSame(added, await FindAsync(Partner.ById(added.Id), others));
        Assert.Equal("New", (await FindAsync(Partner.ById(saved.Id), others))?.FirstName);
        Assert.Null(await FindAsync(Partner.ById(removed.Id), others));
    }

    /// <summary>A counter is raised at once, but until the commit nobody else can tell.</summary>
    [ConditionalFact]
    public async Task A_raised_counter_is_not_visible_before_the_commit()
    {
        var (raised, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        var running = ExecuteAsync(async unit =>
        {
            Assert.True(await unit.TryIncrementAsync("spent", 1, 10, default));
            raised.TrySetResult();
            await release.Task;
            throw new TimeZoneNotFoundException();
        });
        await raised.Task;

        // A database may make the reader wait for the end instead: then it reads afterwards.
        var reading = Task.Run(() => FindAsync(Counter.Record.ByPrimaryKey("spent"), CreateFurtherStore()));
        await Task.WhenAny(reading, Task.Delay(TimeSpan.FromMilliseconds(500)));
        release.SetResult();

        await Assert.ThrowsAsync<TimeZoneNotFoundException>(() => running);
        Assert.Equal(0, (await reading)?.Value ?? 0);
    }

    /// <summary>When the work throws, its exception comes out and nothing has happened.</summary>
    [ConditionalFact]
    public async Task An_exception_leaves_no_trace()
    {
        var (kept, saved, added) = (Sample.Partner(), Sample.Partner(), Sample.Partner());
        await AddAsync(kept, saved);

        await Assert.ThrowsAsync<TimeZoneNotFoundException>(() => ExecuteAsync(async unit =>
        {
            Assert.True(await unit.TryIncrementAsync("spent", 1, 10, default));
            unit.Add(added);
            unit.Save(saved with { FirstName = "New" });
            unit.Remove(kept);
            throw new TimeZoneNotFoundException();
        }));

        Assert.Null(await FindAsync(Partner.ById(added.Id)));
        AssertSame(kept, await FindAsync(Partner.ById(kept.Id)));
        AssertSame(saved, await FindAsync(Partner.ById(saved.Id)));
        Assert.Equal(0, await CounterAsync("spent"));
    }

    /// <summary>A unit that is canceled while it works commits nothing.</summary>
    [ConditionalFact]
    public async Task A_canceled_unit_leaves_no_trace()
    {
        var partner = Sample.Partner();
        using var cancellation = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.ExecuteAsync(
            async (unit, _) =>
            {
                unit.Add(partner);
                await cancellation.CancelAsync();
                return true;
            },
            cancellation.Token));

        Assert.Null(await FindAsync(Partner.ById(partner.Id)));
    }

    /// <summary>Nothing starts for a caller that has given up already.</summary>
    [ConditionalFact]
    public async Task Everything_heeds_a_token_that_is_canceled_already()
    {
        var canceled = new CancellationToken(canceled: true);
        var item = Sample.WorkItem();
        await AddAsync(item);

        await CancelsAsync(() => Store.ExecuteAsync((_, _) => Task.FromResult(1), canceled));
        await CancelsAsync(() => Store.SumAsync(Query<Partner>.All.GroupBy(), canceled));
        await CancelsAsync(() => Store.ClaimAsync(item.Kind, 1, TimeSpan.FromMinutes(1), canceled));
        await CancelsAsync(() => Store.CompleteAsync(item, canceled));
        await CancelsAsync(() => Store.RescheduleAsync(item, null, null, canceled));
        await CancelsAsync(async () =>
        {
            await foreach (var _ in Store.ReadAsync(Query<Partner>.All, canceled))
            {
            }
        });

        AssertSame(item, Assert.Single(await ListAsync(Query<WorkItem>.All)));
    }

    /// <summary>A unit may be run again by its store: only the last run counts.</summary>
    [ConditionalFact]
    public async Task A_unit_that_runs_twice_has_one_effect()
    {
        var partner = Sample.Partner();
        await AddAsync(partner);
        var link = Sample.Link(partner);
        var runs = 0;

        await ExecuteAsync(
            async unit =>
            {
                runs++;
                Assert.True(await unit.TryIncrementAsync("links", 1, 1, default));
                var current = await unit.FindAsync(Partner.ById(partner.Id), default);
                unit.Save(current! with { FirstName = "Run " + runs });
                unit.Add(link);
            },
            new RerunningStore(Store));

        Assert.Equal(2, runs);
        var saved = await FindAsync(Partner.ById(partner.Id));
        AssertSame(partner with { FirstName = "Run 2", Version = 1 }, saved);
        AssertSame(link, Assert.Single(await ListAsync(Query<Link>.All)));
        Assert.Equal(1, await CounterAsync("links"));
    }

    private static Task CancelsAsync(Func<Task> call) => Assert.ThrowsAnyAsync<OperationCanceledException>(call);
}
