namespace Affiliate.Core.Tests;

/// <summary>What the in-memory store says about mistakes, beyond the contract that the suites check.</summary>
public sealed class InMemoryAffiliateStoreTests : IDisposable
{
    private readonly InMemoryAffiliateStore _store = new(new FakeTimeProvider());

    public void Dispose() => _store.Dispose();

    [Fact]
    public Task A_record_is_saved_or_removed_once_in_a_unit() => FailsAsync(unit =>
    {
        var partner = Sample.Partner();
        unit.Save(partner);
        unit.Remove(partner);
    });

    [Fact]
    public Task A_record_that_was_added_in_a_unit_is_not_saved_in_it() => FailsAsync(unit =>
    {
        var partner = Sample.Partner();
        unit.Add(partner);
        unit.Save(partner);
    });

    [Fact]
    public Task Counters_are_raised_before_anything_is_added() => FailsAsync(async unit =>
    {
        unit.Add(Sample.Partner());
        await unit.TryIncrementAsync("spent", 1, 1, default);
    });

    [Fact]
    public Task Counters_are_raised_before_anything_is_read() => FailsAsync(async unit =>
    {
        await unit.FindAsync(Partner.ById(Sample.Id<PartnerId>()), default);
        await unit.TryIncrementAsync("spent", 1, 1, default);
    });

    [Fact]
    public async Task A_unit_that_is_over_takes_nothing_more()
    {
        var over = await _store.ExecuteAsync((unit, _) => Task.FromResult(unit), CancellationToken.None);

        Assert.Throws<InvalidOperationException>(() => over.Add(Sample.Partner()));
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => over.FindAsync(Partner.ById(Sample.Id<PartnerId>()), default));
        await Assert.ThrowsAsync<InvalidOperationException>(() => over.TryIncrementAsync("spent", 1, 1, default));
    }

    [Fact]
    public async Task A_record_that_no_database_could_keep_is_refused_when_it_is_written()
    {
        var partner = Sample.Partner() with { FirstName = new string('a', 101) };

        await Assert.ThrowsAsync<ArgumentException>(() => _store.ExecuteAsync(
            (unit, _) =>
            {
                unit.Add(partner);
                return Task.FromResult(true);
            },
            CancellationToken.None));
        await Assert.ThrowsAsync<ArgumentException>(() => _store.AppendClicksAsync(
            new ClickBatch([Sample.Click() with { Ref = new string('a', 65) }], [], [], []), CancellationToken.None));
    }

    [Fact]
    public async Task A_batch_has_a_click() => await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
        () => _store.AppendClicksAsync(new ClickBatch([], [], [], []), CancellationToken.None));

    /// <summary>A counter that failed does not lock out the next unit.</summary>
    [Fact]
    public async Task A_canceled_wait_for_a_counter_leaves_it_free()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _store.ExecuteAsync(
            (unit, _) => unit.TryIncrementAsync("spent", 1, 1, new CancellationToken(canceled: true)),
            CancellationToken.None));

        Assert.True(await _store.ExecuteAsync(
            (unit, token) => unit.TryIncrementAsync("spent", 1, 1, token), CancellationToken.None));
    }

    /// <summary>A slow reader sees one moment, whatever is written meanwhile.</summary>
    [Fact]
    public async Task A_reading_is_a_snapshot()
    {
        await AddAsync(Sample.Sale());
        await AddAsync(Sample.Sale());

        var count = 0;
        await foreach (var sale in _store.ReadAsync(Query<Sale>.All, CancellationToken.None))
        {
            count++;
            await AddAsync(Sample.Sale() with { ProgramId = sale.ProgramId });
        }

        Assert.Equal(2, count);
    }

    private Task AddAsync(Sale sale) => _store.ExecuteAsync(
        (unit, _) =>
        {
            unit.Add(sale);
            return Task.FromResult(true);
        },
        CancellationToken.None);

    private Task FailsAsync(Action<IAffiliateUnit> work) => FailsAsync(unit =>
    {
        work(unit);
        return Task.CompletedTask;
    });

    private Task FailsAsync(Func<IAffiliateUnit, Task> work) =>
        Assert.ThrowsAsync<InvalidOperationException>(() => _store.ExecuteAsync(
            async (unit, _) =>
            {
                await work(unit);
                return true;
            },
            CancellationToken.None));
}
