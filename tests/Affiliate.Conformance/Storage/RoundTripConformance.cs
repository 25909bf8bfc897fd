using System.Reflection;

namespace Affiliate.Conformance;

/// <summary>Every field of every record comes back exactly as it was stored, and can be searched for.</summary>
public abstract class RoundTripConformance : StoreConformance
{
    /// <summary>The names of all record types.</summary>
    public static TheoryData<string> Names { get; } = [.. RecordType.All.Select(type => type.Name)];

    /// <summary>The least of everything: empty texts, no bytes, the most negative numbers, the earliest times.</summary>
    [ConditionalTheory]
    [MemberData(nameof(Names))]
    public Task The_lowest_values_are_kept(string name) => ForAsync(name, nameof(IsKeptAsync), FieldExtreme.Lowest);

    /// <summary>The most of everything: texts of full length beyond ASCII, the largest numbers, the latest times.</summary>
    [ConditionalTheory]
    [MemberData(nameof(Names))]
    public Task The_highest_values_are_kept(string name) => ForAsync(name, nameof(IsKeptAsync), FieldExtreme.Highest);

    /// <summary>Nothing where nothing is allowed.</summary>
    [ConditionalTheory]
    [MemberData(nameof(Names))]
    public Task Nulls_are_kept(string name) => ForAsync(name, nameof(IsKeptAsync), FieldExtreme.Null);

    /// <summary>A record is found by each of its fields, and only it.</summary>
    [ConditionalTheory]
    [MemberData(nameof(Names))]
    public Task Each_field_can_be_searched_for(string name) => ForAsync(name, nameof(IsFoundByFieldsAsync));

    /// <summary>A save changes every field there is.</summary>
    [ConditionalTheory]
    [MemberData(nameof(Names))]
    public Task A_save_writes_each_field(string name) => ForAsync(name, nameof(IsSavedAsync));

    /// <summary>A record is removed whatever its fields are.</summary>
    [ConditionalTheory]
    [MemberData(nameof(Names))]
    public Task A_record_of_each_type_can_be_removed(string name) => ForAsync(name, nameof(IsRemovedAsync));

    private async Task IsKeptAsync<T>(FieldExtreme extreme) where T : class, IRecord<T>
    {
        var record = RecordValues.Make<T>(extreme);

        await AddAsync(record);

        var further = CreateFurtherStore();
        foreach (var definition in T.Record.UniqueKeys.Prepend(T.Record.PrimaryKey))
        {
            AssertSame(record, await FindAsync(KeyOf(definition, record)));
            AssertSame(record, await FindAsync(KeyOf(definition, record), further));
        }

        AssertSame(record, Assert.Single(await ListAsync(Query<T>.All)));
    }

    private async Task IsFoundByFieldsAsync<T>() where T : class, IRecord<T>
    {
        T[] records = [RecordValues.Make<T>(FieldExtreme.Lowest), RecordValues.Make<T>(FieldExtreme.Highest)];
        await AddAsync(records);

        foreach (var field in T.Record.Fields.Where(field => field.Property.PropertyType != typeof(byte[])))
        {
            var expression = ExpressionOf<T>(field);
            foreach (var record in records)
            {
                var found = await ListAsync(Query<T>.All.Equal(expression, field.Get(record)));
                AssertSame(record, Assert.Single(found));
            }

            Assert.Equal(2, (await ListAsync(Query<T>.All.NotEqual(expression, null))).Count);
            Assert.Empty(await ListAsync(Query<T>.All.Equal(expression, null)));
        }
    }

    private async Task IsSavedAsync<T>() where T : class, IRecord<T>
    {
        if (T.Record.Version is not { } version)
        {
            return;
        }

        var record = RecordValues.Make<T>(FieldExtreme.Lowest);
        await AddAsync(record);
        foreach (var extreme in new[] { FieldExtreme.Highest, FieldExtreme.Null, FieldExtreme.Lowest })
        {
            var current = Assert.Single(await ListAsync(Query<T>.All));
            var next = RecordValues.Make<T>(extreme);
            RecordValues.Copy(current, next, T.Record.PrimaryKey.Fields[0], version);

            await SaveAsync(next);

            version.Property.SetValue(next, (int)version.Get(current)! + 1);
            AssertSame(next, Assert.Single(await ListAsync(Query<T>.All)));
        }
    }

    private async Task IsRemovedAsync<T>() where T : class, IRecord<T>
    {
        var (removed, kept) = (RecordValues.Make<T>(FieldExtreme.Highest), RecordValues.Make<T>(FieldExtreme.Lowest));
        await AddAsync(removed, kept);

        await RemoveAsync(removed);

        AssertSame(kept, Assert.Single(await ListAsync(Query<T>.All)));
    }

    private Task ForAsync(string name, string method, params object[] arguments) =>
        (Task)typeof(RoundTripConformance)
            .GetMethod(method, BindingFlags.NonPublic | BindingFlags.Instance)!
            .MakeGenericMethod(RecordType.All.Single(type => type.Name == name).ClrType)
            .Invoke(this, arguments)!;
}
