using System.Linq.Expressions;

namespace Affiliate.Conformance;

/// <summary>
/// What the suites of the storage contract have in common. To check a store, inherit each of the abstract suites and make
/// an empty database in <see cref="CreateHarnessAsync"/>; every test gets one of its own.
/// </summary>
public abstract class StoreConformance : IAsyncLifetime
{
    private IStoreHarness? _harness;

    /// <summary>
    /// The clock of the stores; it stands at <see cref="Sample.Now"/> until a test moves it. Only what lost a race does not wait
    /// for that.
    /// </summary>
    protected FakeTimeProvider Time { get; } = new() { RealPauses = FakeTimeProvider.Moment };

    /// <summary>The store under test.</summary>
    protected IAffiliateStore Store { get; private set; } = null!;

    /// <summary>Makes an empty database.</summary>
    /// <param name="timeProvider">The clock that its stores must use.</param>
    protected abstract Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider);

    /// <summary>Another store over the same database.</summary>
    protected IAffiliateStore CreateFurtherStore() => _harness!.CreateStore();

    /// <inheritdoc />
    public async Task InitializeAsync()
    {
        _harness = await CreateHarnessAsync(Time);
        Store = _harness.CreateStore();
    }

    /// <inheritdoc />
    public async Task DisposeAsync()
    {
        if (_harness is not null)
        {
            await _harness.DisposeAsync();
        }
    }

    /// <summary>Runs a unit that returns nothing.</summary>
    protected Task ExecuteAsync(Func<IAffiliateUnit, Task> work, IAffiliateStore? store = null) =>
        (store ?? Store).ExecuteAsync(
            async (unit, _) =>
            {
                await work(unit);
                return true;
            },
            CancellationToken.None);

    /// <summary>Adds records in a unit of their own.</summary>
    protected Task AddAsync<T>(params IEnumerable<T> records) where T : class, IRecord<T> => ExecuteAsync(unit =>
    {
        foreach (var record in records)
        {
            unit.Add(record);
        }

        return Task.CompletedTask;
    });

    /// <summary>Saves a record in a unit of its own.</summary>
    protected Task SaveAsync<T>(T record) where T : class, IRecord<T> => ExecuteAsync(unit =>
    {
        unit.Save(record);
        return Task.CompletedTask;
    });

    /// <summary>Removes a record in a unit of its own.</summary>
    protected Task RemoveAsync<T>(T record) where T : class, IRecord<T> => ExecuteAsync(unit =>
    {
        unit.Remove(record);
        return Task.CompletedTask;
    });

    /// <summary>Finds a committed record.</summary>
    protected Task<T?> FindAsync<T>(Key<T> key, IAffiliateStore? store = null) where T : class, IRecord<T> =>
        (store ?? Store).ExecuteAsync((unit, cancellationToken) => unit.FindAsync(key, cancellationToken), default);

    /// <summary>Reads committed records in a unit and outside one, which must give the same.</summary>
    protected async Task<IReadOnlyList<T>> ListAsync<T>(Query<T> query) where T : class, IRecord<T>
    {
        var inUnit = await Store.ExecuteAsync(
            (unit, cancellationToken) => unit.ListAsync(query, cancellationToken), CancellationToken.None);
        var outside = await ReadAsync(query);
        if (query.Order.Count > 0)
        {
            Assert.Equal(inUnit.Select(PrimaryKeyOf), outside.Select(PrimaryKeyOf));
        }
        else
        {
            Assert.Equal(inUnit.Select(PrimaryKeyOf).ToHashSet(), outside.Select(PrimaryKeyOf).ToHashSet());
        }

        return outside;
    }

    /// <summary>Reads committed records outside a unit.</summary>
    protected async Task<IReadOnlyList<T>> ReadAsync<T>(Query<T> query, IAffiliateStore? store = null)
        where T : class, IRecord<T>
    {
        var records = new List<T>();
        await foreach (var record in (store ?? Store).ReadAsync(query, CancellationToken.None))
        {
            records.Add(record);
        }

        return records;
    }

    /// <summary>Counts committed records.</summary>
    protected async Task<long> CountAsync<T>(Query<T> query) where T : class, IRecord<T> =>
        Assert.Single(await Store.SumAsync(query.GroupBy(), CancellationToken.None)).Count;

    /// <summary>The value of a counter; 0 when there is none.</summary>
    protected async Task<long> CounterAsync(string name) =>
        (await FindAsync(Counter.Record.ByPrimaryKey(name)))?.Value ?? 0;

    /// <summary>Asserts that two records agree in every stored field.</summary>
    protected static void AssertSame<T>(T expected, T? actual) where T : class, IRecord<T>
    {
        Assert.NotNull(actual);
        foreach (var field in T.Record.Fields)
        {
            var (left, right) = (field.Get(expected), field.Get(actual));
            Assert.True(
                left is byte[] bytes ? right is byte[] other && bytes.AsSpan().SequenceEqual(other) : Equals(left, right),
                $"{T.Record.Name}.{field.Name} is {right ?? "null"} instead of {left ?? "null"}.");
        }
    }

    /// <summary>The value of the primary key.</summary>
    protected static object PrimaryKeyOf<T>(T record) where T : class, IRecord<T> =>
        T.Record.PrimaryKey.Fields[0].Get(record)!;

    /// <summary>The key of a record that a definition describes.</summary>
    protected static Key<T> KeyOf<T>(RecordKey definition, T record) where T : class, IRecord<T>
    {
        var values = definition.Fields.Select(field => field.Get(record)!).ToArray();
        for (var number = 0; number < T.Record.UniqueKeys.Count; number++)
        {
            if (T.Record.UniqueKeys[number] == definition)
            {
                return T.Record.ByUniqueKey(number, values);
            }
        }

        return T.Record.ByPrimaryKey(values[0]);
    }

    /// <summary>The expression that names a field, for queries over whatever record type.</summary>
    protected static Expression<Func<T, object?>> ExpressionOf<T>(RecordField field) where T : class, IRecord<T>
    {
        ArgumentNullException.ThrowIfNull(field);
        var record = Expression.Parameter(typeof(T));
        return Expression.Lambda<Func<T, object?>>(
            Expression.Convert(Expression.Property(record, field.Property), typeof(object)), record);
    }
}
