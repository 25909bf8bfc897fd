using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;

namespace Affiliate.EntityFramework;

/// <summary>What the store has worked out from one model: kept with it, since renames and converters differ by model.</summary>
internal sealed class StoreModel
{
    private readonly ConcurrentDictionary<RecordKey, object> _lookups = new();
    private readonly ConcurrentDictionary<RecordField, object> _valuesLookups = new();

    private StoreModel(DbContext context)
    {
        ModelCheck.Verify(context);
        var tables = RecordTable.AllOf(context);
        Dialect = SqlDialect.For(context, tables);
        Writer = new RecordWriter(context, tables, Dialect.IsBatchAtomic);
    }

    public SqlDialect Dialect { get; }

    public RecordWriter Writer { get; }

    /// <summary>The one of a context's model.</summary>
    /// <exception cref="AffiliateConfigurationException">The model lacks the affiliate program's tables.</exception>
    public static StoreModel Of(DbContext context) => context.Model.GetOrAddRuntimeAnnotationValue(
        "Affiliate:StoreModel", static forContext => new StoreModel(forContext!), context);

    /// <summary>Appends a batch of clicks in one transaction.</summary>
    public async Task AppendAsync(DbContext context, ClickBatch batch, CancellationToken cancellationToken)
    {
        using var turn = await Dialect.Writing.EnterAsync(context, cancellationToken).ConfigureAwait(false);
        await Dialect.Appender.AppendAsync(context, batch, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Finds a committed record by a key, compared ordinally.</summary>
    public async Task<T?> FindAsync<T>(DbContext context, Key<T> key, CancellationToken cancellationToken)
        where T : class, IRecord<T>
    {
        var lookup = (KeyLookup<T>)_lookups.GetOrAdd(key.Definition, static definition => KeyLookup<T>.For(definition));
        var record = await lookup.FindAsync(context, key.Values, cancellationToken).ConfigureAwait(false);
        return record is not null && key.Matches(record) ? record : null;
    }

    /// <summary>The committed records that a query wants.</summary>
    public async Task<IReadOnlyList<T>> ListAsync<T>(DbContext context, Query<T> query, CancellationToken cancellationToken)
        where T : class, IRecord<T>
    {
        if (query is { Conditions: [{ Operator: ComparisonOperator.In, Value: Array values, Field: var field }], Order.Count: 0, Skipped: 0, Limit: null, Fields.Count: 0 })
        {
            var lookup = (ValuesLookup<T>)_valuesLookups.GetOrAdd(field, static field => ValuesLookup<T>.For(field));
            return await lookup.ListAsync(context, QueryTranslation.Present(values, field.Property.PropertyType), cancellationToken)
                .ConfigureAwait(false);
        }

        return await context.Select(query).ToListAsync(cancellationToken).ConfigureAwait(false);
    }
}
