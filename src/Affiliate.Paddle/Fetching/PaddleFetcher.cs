using System.Text.Json;

namespace Affiliate.Paddle;

/// <summary>Reads Paddle's discounts, customers, subscriptions, transactions and adjustments, and single ones by reference.</summary>
internal sealed class PaddleFetcher(PaddleApi api) : IPaymentFetcher
{
    /// <summary>In the order that leaves least waiting: what names things, then money, then what takes it back.</summary>
    private static readonly PaddleList[] Lists =
    [
        new("/discounts?status=active,archived&per_page=200", _ => ["discount.updated"]) { IsWhole = true },
        new("/customers?status=active,archived&per_page=200", _ => ["customer.updated"]),
        new("/subscriptions?per_page=200", SubscriptionTypes),
        new("/transactions?status=completed,paid&per_page=30", TransactionTypes) { TimeFilter = "updated_at" },
        new("/adjustments?per_page=50", _ => ["adjustment.updated"]),
    ];

    public string Provider => PaddleWebhook.Name;

    public IReadOnlyCollection<string> Endpoints => api.Endpoints;

    public async Task<FetchedPage> ListAsync(FetchQuery query, CancellationToken cancellationToken)
    {
        var (number, after) = Position(query.Cursor);
        var list = Lists.ElementAtOrDefault(number)
            ?? throw new PaymentFetchException($"Paddle has no page '{query.Cursor}'; begin again.") { IsFinal = true };
        var answer = await api.GetAsync(query.Endpoint, list.Page(query, after), cancellationToken).ConfigureAwait(false);
        if (answer?.Member("data") is not { ValueKind: JsonValueKind.Array } data)
        {
            throw new PaymentFetchException("Paddle answered with something that is no list.");
        }

        var items = data.EnumerateArray().ToList();
        var next = Next(answer.Value, items, after);
        if (next is not null && list.IsBefore(items[^1], query.From))
        {
            // Newest first: everything that follows is older still.
            next = null;
        }

        var messages = items.Where(item => list.IsIn(item, query))
            .SelectMany(item => list.TypesOf(item).Select(type => PaddleMessage.Of(type, item))).OfType<ReadOnlyMemory<byte>>();
        return new FetchedPage(
            [.. messages],
            next is not null ? FormattableString.Invariant($"{number}:{next}")
            : number + 1 < Lists.Length ? FormattableString.Invariant($"{number + 1}:")
            : null);
    }

    public async Task<IReadOnlyList<ReadOnlyMemory<byte>>> FindAsync(
        string endpoint, string reference, CancellationToken cancellationToken)
    {
        if (reference.Split(':', 3) is not ["paddle", var scope, var id] || scope != api.Endpoint(endpoint).Scope)
        {
            return [];
        }

        (string Path, Func<JsonElement, IEnumerable<string>> Types)? kind = id.Split('_')[0] switch
        {
            "txn" => ("/transactions/", TransactionTypes),
            "sub" => ("/subscriptions/", SubscriptionTypes),
            "ctm" => ("/customers/", _ => ["customer.updated"]),
            "dsc" => ("/discounts/", _ => ["discount.updated"]),
            _ => null,
        };
        var found = kind is null
            ? null
            : await api.GetAsync(endpoint, kind.Value.Path + Uri.EscapeDataString(id), cancellationToken).ConfigureAwait(false);
        return found?.Member("data") is { ValueKind: JsonValueKind.Object } value
            ? [.. kind!.Value.Types(value).Select(type => PaddleMessage.Of(type, value)).OfType<ReadOnlyMemory<byte>>()]
            : [];
    }

    private static (int List, string? After) Position(string? cursor) =>
        cursor is null ? (0, null)
        : cursor.Split(':', 2) is [var list, var after]
            && int.TryParse(list, System.Globalization.CultureInfo.InvariantCulture, out var number) && number >= 0
            ? (number, after.Length == 0 ? null : after)
            : (int.MaxValue, null);

    /// <summary>The object that the next page begins after, as the address of that page says.</summary>
    private static string? Next(JsonElement answer, List<JsonElement> items, string? after)
    {
        var pagination = answer.Member("meta").Member("pagination");
        if (!pagination.Member("has_more").IsTrue())
        {
            return null;
        }

        var address = pagination.Member("next").TextOrNull();
        var next = address is null || !Uri.TryCreate(address, UriKind.Absolute, out var uri) ? null
            : uri.Query.TrimStart('?').Split('&').Select(part => part.Split('=', 2)).Where(part => part is ["after", _])
                .Select(part => Uri.UnescapeDataString(part[1])).FirstOrDefault();
        return next is null or { Length: 0 or > 200 } || next == after || items.Count == 0
            ? throw new PaymentFetchException("Paddle's list does not go on: a page repeats or has no next one.")
            : next;
    }

    private static IEnumerable<string> SubscriptionTypes(JsonElement subscription) =>
        [subscription.Member("status").TextOrNull() == "canceled" ? "subscription.canceled" : "subscription.updated"];

    private static IEnumerable<string> TransactionTypes(JsonElement transaction)
    {
        var type = transaction.Member("status").TextOrNull() switch
        {
            "completed" => "transaction.completed",
            "paid" => "transaction.paid",
            "canceled" => "transaction.canceled",
            _ => "transaction.updated",
        };
        return transaction.Member("revised_at").IsNothing() ? [type] : [type, "transaction.revised"];
    }
}

/// <summary>One of the lists that are read one after another, newest first.</summary>
/// <param name="Path">Its path, with the filters that never change.</param>
/// <param name="TypesOf">The types of events that would have told an object.</param>
internal sealed record PaddleList(string Path, Func<JsonElement, IEnumerable<string>> TypesOf)
{
    /// <summary>How long after it was made an object may still change: the others have no filter by time of change.</summary>
    private static readonly TimeSpan Lead = TimeSpan.FromDays(120);

    /// <summary>Whether all of it is read, whatever the time: what stands behind codes may be old.</summary>
    public bool IsWhole { get; init; }

    /// <summary>The time that Paddle can filter by, if it can.</summary>
    public string? TimeFilter { get; init; }

    public string Page(FetchQuery query, string? after)
    {
        var filter = TimeFilter is null ? "" : $"&{TimeFilter}[GTE]={Text(query.From)}&{TimeFilter}[LTE]={Text(query.To)}";
        return $"{Path}&order_by=id[DESC]{filter}{(after is null ? "" : $"&after={Uri.EscapeDataString(after)}")}";
    }

    /// <summary>Whether an object changed in the time; one that does not say when is taken.</summary>
    public bool IsIn(JsonElement value, FetchQuery query) =>
        IsWhole || TimeFilter is not null || At(value, "updated_at") is not { } at || (at >= query.From && at <= query.To);

    /// <summary>Whether an object was made so early that neither it nor an older one changed since.</summary>
    public bool IsBefore(JsonElement value, DateTimeOffset from) =>
        !IsWhole && TimeFilter is null && At(value, "created_at") < from - Lead;

    private static string Text(DateTimeOffset time) =>
        Uri.EscapeDataString(time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture));

    private static DateTimeOffset? At(JsonElement value, string name) =>
        value.Member(name).ValueKind == JsonValueKind.String && value.Member(name).TryGetDateTimeOffset(out var time) ? time : null;
}
