using System.Linq.Expressions;

namespace Affiliate;

/// <summary>One of the lists that <see cref="ActivityList"/> merges. Of the same time the one with the lower rank comes first.</summary>
internal abstract class ActivityPart(int rank)
{
    public int Rank => rank;

    public abstract Task<long> CountAsync(CancellationToken ct);

    /// <summary>The first lines.</summary>
    public abstract IAsyncEnumerable<ActivityAt> Read(int most, CancellationToken ct);

    /// <summary>The first lines behind a position of the merged list.</summary>
    public abstract Task<IEnumerable<ActivityAt>> ReadBehindAsync(PagePosition after, int most, CancellationToken ct);
}

/// <summary>A line and where it is in the merged list.</summary>
internal sealed record ActivityAt(PagePosition Position, ActivityLine Activity);

/// <summary>A list of one kind of record.</summary>
internal sealed class ActivityPart<T>(
    int rank, IAffiliateStore store, Query<T> query, Expression<Func<T, DateTimeOffset>> at, Expression<Func<T, object?>> id, Func<T, ActivityLine> line)
    : ActivityPart(rank)
    where T : class, IRecord<T>
{
    private readonly Query<T> _newestFirst = query.Descending(at).Descending(id);
    private readonly RecordField _id = T.Record.Field(id);

    public override Task<long> CountAsync(CancellationToken ct) => store.CountAsync(query, ct);

    public override IAsyncEnumerable<ActivityAt> Read(int most, CancellationToken ct) =>
        store.ReadAsync(_newestFirst.Take(most), ct).Select(Line);

    public override async Task<IEnumerable<ActivityAt>> ReadBehindAsync(PagePosition after, int most, CancellationToken ct)
    {
        var rows = after.Source == Rank
            ? await Keyset<T>.Of(_newestFirst)!.ReadAsync(store, _newestFirst, after, most, ct).ConfigureAwait(false)
            : await store.ListAsync(
                (after.Source < Rank ? _newestFirst.AtMost(at, after.At) : _newestFirst.Below(at, after.At)).Take(most), ct)
                .ConfigureAwait(false);
        return rows.Select(Line);
    }

    private ActivityAt Line(T row)
    {
        var activity = line(row);
        return new ActivityAt(new PagePosition(activity.At, FieldOrder.IdOf(_id.Get(row)!), Rank), activity);
    }
}
