namespace Affiliate.Conformance;

/// <summary>Units at the same time, on two instances over one database.</summary>
public abstract class ConcurrencyConformance : StoreConformance
{
    /// <summary>What one instance commits, the other sees.</summary>
    [ConditionalFact]
    public async Task An_instance_sees_what_another_commits()
    {
        var other = CreateFurtherStore();
        var partner = Sample.Partner();
        Assert.Null(await FindAsync(Partner.ById(partner.Id), other));
        await AddAsync(partner);
        AssertSame(partner, await FindAsync(Partner.ById(partner.Id), other));

        await SaveAsync(partner with { FirstName = "New" });

        Assert.Equal("New", (await FindAsync(Partner.ById(partner.Id), other))?.FirstName);
        Assert.Equal("New", Assert.Single(await ReadAsync(Query<Partner>.All, other)).FirstName);
    }

    /// <summary>Of two hundred units that add the same unique key at once, one wins; the others leave nothing.</summary>
    [ConditionalFact]
    public async Task One_of_many_wins_a_unique_key()
    {
        var sale = Sample.Sale();

        var wins = await RaceAsync(200, (store, _) => ExecuteAsync(
            unit =>
            {
                unit.Add(Sample.LedgerEntry() with { SourceKey = "earned:once" });
                unit.Add(Sample.Commission(sale));
                return Task.CompletedTask;
            },
            store));

        Assert.Equal(1, wins);
        Assert.Equal(1, await CountAsync(Query<LedgerEntry>.All));
        Assert.Equal(1, await CountAsync(Query<Commission>.All));
    }

    /// <summary>Of many who save the same version, one wins.</summary>
    [ConditionalFact]
    public async Task One_of_many_wins_a_version()
    {
        var partner = Sample.Partner();
        await AddAsync(partner);

        var wins = await RaceAsync(32, (store, number) => ExecuteAsync(
            async unit =>
            {
                unit.Add(Sample.Link(partner));
                unit.Save(partner with { FirstName = $"Number {number}" });
                await Task.Yield();
            },
            store));

        Assert.Equal(1, wins);
        Assert.Equal(1, (await FindAsync(Partner.ById(partner.Id)))?.Version);
        Assert.Equal(1, await CountAsync(Query<Link>.All));
    }

    /// <summary>Of many who remove the same record and put another in its place, one wins.</summary>
    [ConditionalFact]
    public async Task One_of_many_wins_a_removal()
    {
        var tally = Sample.Tally();
        await AddAsync(tally);

        var wins = await RaceAsync(32, (store, _) => ExecuteAsync(
            unit =>
            {
                unit.Add(tally with { Id = Sample.Id<ClickTallyId>() });
                unit.Remove(tally);
                return Task.CompletedTask;
            },
            store));

        Assert.Equal(1, wins);
        Assert.NotEqual(tally.Id, Assert.Single(await ListAsync(Query<ClickTally>.All)).Id);
    }

    /// <summary>Read, decide, save, and again after a conflict: no step is lost.</summary>
    [ConditionalFact]
    public async Task Units_that_run_again_after_a_conflict_lose_nothing()
    {
        var partner = Sample.Partner() with { FirstName = "" };
        await AddAsync(partner);
        var stores = new[] { Store, CreateFurtherStore() };

        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
        {
            while (!await TryAppendAsync(stores[i % 2], partner.Id, (char)('a' + i)))
            {
            }
        })));

        var saved = await FindAsync(Partner.ById(partner.Id));
        Assert.Equal("abcdefgh", string.Concat(saved!.FirstName!.Order()));
        Assert.Equal(8, saved.Version);
    }

    /// <summary>Units that touch different records all succeed.</summary>
    [ConditionalFact]
    public async Task Units_about_different_things_do_not_conflict()
    {
        var wins = await RaceAsync(64, (store, _) => ExecuteAsync(
            unit =>
            {
                unit.Add(Sample.Sale());
                unit.Add(Sample.LedgerEntry());
                return Task.CompletedTask;
            },
            store));

        Assert.Equal(64, wins);
        Assert.Equal(64, await CountAsync(Query<Sale>.All));
        Assert.Equal(64, await CountAsync(Query<LedgerEntry>.All));
    }

    private Task<bool> TryAppendAsync(IAffiliateStore store, PartnerId id, char letter) => SucceedsAsync(ExecuteAsync(
        async unit =>
        {
            var partner = await unit.FindAsync(Partner.ById(id), default);
            unit.Save(partner! with { FirstName = partner.FirstName + letter });
        },
        store));

    private async Task<int> RaceAsync(int count, Func<IAffiliateStore, int, Task> run)
    {
        var stores = new[] { Store, CreateFurtherStore() };
        var results = await Task.WhenAll(Enumerable.Range(0, count)
            .Select(number => Task.Run(() => SucceedsAsync(run(stores[number % 2], number)))));
        return results.Count(isWin => isWin);
    }

    private static async Task<bool> SucceedsAsync(Task unit)
    {
        try
        {
            await unit;
            return true;
        }
        catch (StoreConflictException)
        {
            return false;
        }
    }
}
