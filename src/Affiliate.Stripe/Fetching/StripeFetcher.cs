using System.Text.Json;
using Microsoft.Extensions.Options;

namespace Affiliate.Stripe;

/// <summary>
/// Reads Stripe's events of the last 30 days, and the objects themselves for earlier times; completes thin events and
/// shortened invoices; finds what belongs to a payment.
/// </summary>
internal sealed class StripeFetcher(
    IOptions<StripeOptions> options, StripeApi api, StripeCompletion completion, StripeLookup lookup, TimeProvider time) : IPaymentFetcher
{
    private readonly IReadOnlyList<StripeList> _lists = StripeList.All(StripeWebhook.ReadersOf(options.Value).Keys);

    public string Provider => StripeWebhook.Name;

    public IReadOnlyCollection<string> Endpoints => api.Endpoints;

    public async Task<FetchedPage> ListAsync(FetchQuery query, CancellationToken cancellationToken)
    {
        var settings = api.Endpoint(query.Endpoint);
        var accounts = AccountsOf(settings);
        var cursor = StripeCursor.Parse(query.Cursor);
        var list = _lists.ElementAtOrDefault(cursor.List);
        if (list is null || cursor.Account >= accounts.Count)
        {
            throw new PaymentFetchException($"Stripe has no page '{query.Cursor}'; begin again.") { IsFinal = true };
        }

        var account = accounts[cursor.Account];
        var path = list.Page(query, cursor.After, time.GetUtcNow());
        var page = path is null || (list.Name == "intents" && !options.Value.TrackPaymentIntents)
            ? StripePage.Empty
            : StripePage.Of(await api.GetAsync(query.Endpoint, account, path, cancellationToken).ConfigureAwait(false), cursor.After);
        return new FetchedPage([.. Messages(list, page, query, new StripeSnapshot(account, settings.IsLiveKey))], Next());

        string? Next() => page.Next is { } after ? (cursor with { After = after }).ToString()
            : cursor.List + 1 < _lists.Count ? new StripeCursor(cursor.Account, cursor.List + 1, null).ToString()
            : cursor.Account + 1 < accounts.Count ? new StripeCursor(cursor.Account + 1, 0, null).ToString()
            : null;
    }

    public Task<ReadOnlyMemory<byte>?> CompleteAsync(
        string endpoint, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        completion.CompleteAsync(endpoint, body, cancellationToken);

    public Task<IReadOnlyList<ReadOnlyMemory<byte>>> FindAsync(
        string endpoint, string reference, CancellationToken cancellationToken) =>
        lookup.FindAsync(endpoint, reference, cancellationToken);

    private static IEnumerable<ReadOnlyMemory<byte>> Messages(
        StripeList list, StripePage page, FetchQuery query, StripeSnapshot snapshot) => list.HasEvents
        ? page.Items.Select(snapshot.Of)
        : page.Items.SelectMany(item => list.TypesOf(item, query.From).Select(type => snapshot.Of(type, item, page.At)))
            .OfType<ReadOnlyMemory<byte>>();

    /// <summary>The key's own account, and the connected ones that the settings list.</summary>
    private IReadOnlyList<string?> AccountsOf(EndpointSettings settings) => settings.Accounts == StripeAccounts.Listed
        ? [null, .. options.Value.ListedAccounts]
        : [null];
}

/// <summary>Where reading goes on: which account, which list, and after which of its objects.</summary>
internal sealed record StripeCursor(int Account, int List, string? After)
{
    public static StripeCursor Parse(string? text) =>
        text?.Split(':', 3) is [var account, var list, var after]
            && int.TryParse(account, System.Globalization.CultureInfo.InvariantCulture, out var accountNumber)
            && int.TryParse(list, System.Globalization.CultureInfo.InvariantCulture, out var listNumber)
            && accountNumber >= 0 && listNumber >= 0
            ? new StripeCursor(accountNumber, listNumber, after.Length == 0 ? null : after)
            : new StripeCursor(0, text is null ? 0 : int.MaxValue, null);

    public override string ToString() => FormattableString.Invariant($"{Account}:{List}:{After}");
}

/// <summary>One page of a list.</summary>
/// <param name="Items">Its objects.</param>
/// <param name="Next">After which object the next page begins; <see langword="null"/> when there is none.</param>
/// <param name="At">When it was read, by Stripe's clock.</param>
internal sealed record StripePage(IReadOnlyList<JsonElement> Items, string? Next, DateTimeOffset At)
{
    public static StripePage Empty { get; } = new([], null, default);

    /// <summary>Reads what was answered.</summary>
    /// <exception cref="PaymentFetchException">It is no page, or not the one that was asked for.</exception>
    public static StripePage Of(StripeAnswer? answer, string? after)
    {
        if (answer is not { Body: var body, At: var at } || body.Member("data") is not { ValueKind: JsonValueKind.Array } data)
        {
            throw new PaymentFetchException("Stripe answered with something that is no list.");
        }

        var items = data.EnumerateArray().ToList();
        var last = items.Count > 0 ? items[^1].Member("id").TextOrNull() : null;
        var hasMore = body.Member("has_more").IsTrue();
        return hasMore && (last is null || last == after)
            ? throw new PaymentFetchException("Stripe's list does not go on: a page repeats or has no last object.")
            : new StripePage(items, hasMore ? last : null, at);
    }
}
