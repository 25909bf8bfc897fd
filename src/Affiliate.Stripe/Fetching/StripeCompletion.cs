using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;

namespace Affiliate.Stripe;

/// <summary>
/// Looks up what Stripe leaves out of its messages: everything but the name of the object in thin events, and lines after the
/// tenth and the codes behind discounts in invoices, and what Stripe keeps of payments where that is asked for.
/// </summary>
internal sealed class StripeCompletion(StripeApi api, StripeFees fees, IOptions<StripeOptions> options)
{
    private const int MostPages = 20;

    public async Task<ReadOnlyMemory<byte>?> CompleteAsync(string endpoint, ReadOnlyMemory<byte> body, CancellationToken ct)
    {
        var message = JsonElement.Parse(body.Span);
        return message.Member("object").TextOrNull() == "v2.core.event"
            ? await CompleteThinAsync(endpoint, message, ct).ConfigureAwait(false)
            : await CompleteSnapshotAsync(endpoint, message, ct).ConfigureAwait(false);
    }

    private async Task<ReadOnlyMemory<byte>?> CompleteThinAsync(string endpoint, JsonElement thin, CancellationToken ct)
    {
        var related = thin.Member("related_object");
        if (related.Member("url").TextOrNull() is not { } path || !IsPath(path))
        {
            return null;
        }

        // The object is as it is now, which may be later than the event.
        var account = thin.Member("context").TextOrNull() is { } context && StripeEvent.IsAccount(context) ? context : null;
        var own = api.Endpoint(endpoint).OwnAccount;
        var answer = await api.GetAsync(endpoint, account == own ? null : account, path, ct).ConfigureAwait(false);
        if (answer is null)
        {
            return null;
        }

        var id = thin.Member("snapshot_event").TextOrNull() ?? thin.Member("id").TextOrNull() ?? "";
        var type = StripeWebhook.SnapshotType(thin.Member("type").TextOrNull() ?? "");
        var createdAt = answer.Body.Member("object").TextOrNull() is "checkout.session" or "payment_intent" or "invoice"
            && thin.Member("created").TextOrNull() is not null && thin.Member("created").TryGetDateTimeOffset(out var told) ? told : answer.At;
        var isLive = !(thin.Member("livemode").ValueKind == JsonValueKind.False);
        var snapshot = new StripeSnapshot(account, isLive).Event(id, type, createdAt, answer.Body);
        return options.Value.ReadFees && FeeReader.IsOfSale(type)
            ? await CompleteSnapshotAsync(endpoint, JsonElement.Parse(snapshot.Span), ct).ConfigureAwait(false)
            : snapshot;
    }

    private async Task<ReadOnlyMemory<byte>?> CompleteSnapshotAsync(string endpoint, JsonElement message, CancellationToken ct)
    {
        var account = message.Member("account").TextOrNull();
        var paid = message.Member("data").Member("object");
        if (paid.Member("id").TextOrNull() is not { } id)
        {
            return null;
        }

        var complete = JsonNode.Parse(message.GetRawText())!;
        var written = complete["data"]!["object"]!;
        if (paid.Member("lines").Member("has_more").IsTrue()
            && await LinesAsync(endpoint, account, id, ct).ConfigureAwait(false) is { } lines)
        {
            written["lines"] = new JsonObject { ["object"] = "list", ["has_more"] = false, ["data"] = lines };
        }

        if (paid.Member("discounts").Items().Any(discount => discount.ValueKind == JsonValueKind.String)
            && await api.GetAsync(endpoint, account, $"/v1/invoices/{Uri.EscapeDataString(id)}?expand[]=discounts", ct).ConfigureAwait(false)
                is { } answer)
        {
            written["discounts"] = JsonNode.Parse(answer.Body.Member("discounts") is { ValueKind: JsonValueKind.Array } discounts
                ? discounts.GetRawText()
                : "[]");
        }

        if (options.Value.ReadFees && FeeReader.IsOfSale(message.Member("type").TextOrNull() ?? ""))
        {
            written[StripeFees.Member] = await fees.FindAsync(endpoint, account, paid, ct).ConfigureAwait(false);
        }

        return Encoding.UTF8.GetBytes(complete.ToJsonString());
    }

    private async Task<JsonArray?> LinesAsync(string endpoint, string? account, string invoice, CancellationToken ct)
    {
        var lines = new JsonArray();
        string? after = null;
        for (var page = 0; page < MostPages; page++)
        {
            var path = $"/v1/invoices/{Uri.EscapeDataString(invoice)}/lines?limit=100"
                + (after is null ? "" : $"&starting_after={Uri.EscapeDataString(after)}");
            if (await api.GetAsync(endpoint, account, path, ct).ConfigureAwait(false) is not { } answer)
            {
                return null;
            }

            var read = StripePage.Of(answer, after);
            foreach (var line in read.Items)
            {
                lines.Add(JsonNode.Parse(line.GetRawText()));
            }

            after = read.Next;
            if (after is null)
            {
                return lines;
            }
        }

        return null;
    }

    /// <summary>Whether it is a path of the API and cannot lead elsewhere with the key.</summary>
    private static bool IsPath(string text) =>
        text.Length <= 500 && (text.StartsWith("/v1/", StringComparison.Ordinal) || text.StartsWith("/v2/", StringComparison.Ordinal))
        && !text.Contains("..", StringComparison.Ordinal) && !text.Contains("//", StringComparison.Ordinal)
        && !text.Contains('\\', StringComparison.Ordinal) && text.All(c => c is > ' ' and <= '~');
}
