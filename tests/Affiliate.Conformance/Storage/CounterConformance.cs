namespace Affiliate.Conformance;

/// <summary>Counters: raised as the first thing in a unit, never above their bound, and only when the unit commits.</summary>
public abstract class CounterConformance : StoreConformance
{
    private const string Name = "coupons:summer";

    /// <summary>A counter starts at 0 and keeps what committed units have added.</summary>
    [ConditionalFact]
    public async Task A_counter_adds_up()
    {
        Assert.Equal(0, await CounterAsync(Name));

        Assert.True(await IncrementAsync(2, 10));
        Assert.True(await IncrementAsync(3, 10));
        Assert.True(await IncrementAsync(-1, 10));

        Assert.Equal(4, await CounterAsync(Name));
    }

    /// <summary>The bound itself can be reached; above it nothing is added.</summary>
    [ConditionalFact]
    public async Task A_counter_reaches_its_bound_and_stays_below()
    {
        Assert.False(await IncrementAsync(11, 10));
        Assert.Equal(0, await CounterAsync(Name));
        Assert.True(await IncrementAsync(7, 10));
        Assert.False(await IncrementAsync(4, 10));
        Assert.True(await IncrementAsync(3, 10));
        Assert.False(await IncrementAsync(1, 10));

        Assert.Equal(10, await CounterAsync(Name));
    }

    /// <summary>The bound is the caller's: another one may be higher.</summary>
    [ConditionalFact]
    public async Task Each_call_brings_its_own_bound()
    {
        Assert.True(await IncrementAsync(10, 10));
        Assert.False(await IncrementAsync(1, 5));
        Assert.True(await IncrementAsync(1, long.MaxValue));
        Assert.False(await IncrementAsync(long.MaxValue, long.MaxValue));
        Assert.True(await IncrementAsync(long.MaxValue - 11, long.MaxValue));

        Assert.Equal(long.MaxValue, await CounterAsync(Name));
    }

    /// <summary>A unit that was refused may still commit what it decides then.</summary>
    [ConditionalFact]
    public async Task A_refused_unit_goes_on()
    {
        var partner = Sample.Partner();
        await IncrementAsync(10, 10);

        await ExecuteAsync(async unit =>
        {
            Assert.False(await unit.TryIncrementAsync(Name, 1, 10, default));
            Assert.Null(await unit.FindAsync(Partner.ById(partner.Id), default));
            unit.Add(partner);
        });

        AssertSame(partner, await FindAsync(Partner.ById(partner.Id)));
        Assert.Equal(10, await CounterAsync(Name));
    }

    /// <summary>Counters are told apart ordinally, and one unit may raise several, or one twice.</summary>
    [ConditionalFact]
    public async Task A_unit_may_raise_several_counters()
    {
        await ExecuteAsync(async unit =>
        {
            Assert.True(await unit.TryIncrementAsync("a", 1, 3, default));
            Assert.True(await unit.TryIncrementAsync("A", 2, 3, default));
            Assert.True(await unit.TryIncrementAsync("a", 2, 3, default));
            Assert.False(await unit.TryIncrementAsync("a", 1, 3, default));
            Assert.False(await unit.TryIncrementAsync("A", 2, 3, default));
        });

        Assert.Equal((3, 2), (await CounterAsync("a"), await CounterAsync("A")));
    }

    /// <summary>A unit that fails has not counted.</summary>
    [ConditionalFact]
    public async Task A_failed_unit_does_not_count()
    {
        var partner = Sample.Partner();
        await AddAsync(partner);
        await IncrementAsync(1, 2);

        await Assert.ThrowsAsync<StoreConflictException>(() => ExecuteAsync(async unit =>
        {
            Assert.True(await unit.TryIncrementAsync(Name, 1, 2, default));
            unit.Add(partner);
        }));

        Assert.Equal(1, await CounterAsync(Name));
        Assert.True(await IncrementAsync(1, 2));
    }

    /// <summary>Who wants a counter that a running unit has raised waits for its end, and sees what became of it.</summary>
    /// <param name="commits">Whether the first unit commits.</param>
    [ConditionalTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Others_wait_for_the_end_of_the_unit(bool commits)
    {
        var (raised, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        var first = ExecuteAsync(async unit =>
        {
            Assert.True(await unit.TryIncrementAsync(Name, 1, 1, default));
            raised.TrySetResult();
            await release.Task;
            if (!commits)
            {
                throw new TimeZoneNotFoundException();
            }
        });
        await raised.Task;

        var second = Task.Run(() => IncrementAsync(1, 1, CreateFurtherStore()));
        release.SetResult();

        await (commits ? first : Assert.ThrowsAsync<TimeZoneNotFoundException>(() => first));
        Assert.Equal(!commits, await second);
        Assert.Equal(1, await CounterAsync(Name));
    }

    /// <summary>However many try at once, on two instances, exactly as many succeed as there is room for.</summary>
    [ConditionalFact]
    public async Task Parallel_units_never_pass_the_bound()
    {
        var stores = new[] { Store, CreateFurtherStore() };

        var results = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Task.Run(() => stores[i % 2].ExecuteAsync(
            async (unit, cancellationToken) =>
            {
                var isRaised = await unit.TryIncrementAsync(Name, 1, 16, cancellationToken);
                if (isRaised)
                {
                    unit.Add(Sample.Link());
                }

                return isRaised;
            },
            CancellationToken.None))));

        Assert.Equal(16, results.Count(isRaised => isRaised));
        Assert.Equal(16, await CounterAsync(Name));
        Assert.Equal(16, await CountAsync(Query<Link>.All));
    }

    private Task<bool> IncrementAsync(long by, long most, IAffiliateStore? store = null) =>
        (store ?? Store).ExecuteAsync(
            (unit, cancellationToken) => unit.TryIncrementAsync(Name, by, most, cancellationToken),
            CancellationToken.None);
}
