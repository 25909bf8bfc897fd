using System.Text.Json;

namespace Affiliate.Stripe;

/// <summary>Finds what belongs to a payment or stands behind a coupon, by one of its references.</summary>
internal sealed class StripeLookup(StripeApi api)
{
    public async Task<IReadOnlyList<ReadOnlyMemory<byte>>> FindAsync(string endpoint, string reference, CancellationToken ct)
    {
        var settings = api.Endpoint(endpoint);
        if (reference.Split(':', 4) is not ["stripe", var mode, var owner, var id] || (mode == "live") != settings.IsLiveKey)
        {
            return [];
        }

        var own = settings.OwnAccount ?? "self";
        var account = owner == own ? null : owner;
        if (account is not null && !StripeEvent.IsAccount(account))
        {
            return [];
        }

        var found = new Found(api, endpoint, account, new StripeSnapshot(account, settings.IsLiveKey));
        var name = Uri.EscapeDataString(id);
        await (id.Split('_')[0] switch
        {
            "pi" => FindIntentAsync(found, name, ct),
            "in" => FindInvoiceAsync(found, name, ct),
            "ch" or "py" => FindChargeAsync(found, name, ct),
            "cs" => found.AddAsync($"/v1/checkout/sessions/{name}", "checkout.session.completed", ct),
            "sub" => found.AddAsync($"/v1/subscriptions/{name}", "customer.subscription.updated", ct),
            "cus" => found.AddAsync($"/v1/customers/{name}", "customer.updated", ct),
            "promo" => found.AddAsync($"/v1/promotion_codes/{name}", "promotion_code.updated", ct),
            "di" => Task.FromResult<JsonElement?>(null),
            _ => found.AddAsync($"/v1/coupons/{name}", "coupon.updated", ct),
        }).ConfigureAwait(false);
        return found.Messages;
    }

    private static async Task<JsonElement?> FindIntentAsync(Found found, string intent, CancellationToken ct)
    {
        await found.ListAsync(
            $"/v1/checkout/sessions?payment_intent={intent}&limit=10", "checkout.session.completed", ct).ConfigureAwait(false);
        foreach (var payment in await found.ListAsync(
            $"/v1/invoice_payments?payment[type]=payment_intent&payment[payment_intent]={intent}&limit=10", "invoice_payment.paid", ct)
            .ConfigureAwait(false))
        {
            if (payment.Member("invoice").TextOrNull() is { } invoice)
            {
                await found.AddAsync($"/v1/invoices/{Uri.EscapeDataString(invoice)}", "invoice.paid", ct).ConfigureAwait(false);
            }
        }

        return null;
    }

    private static async Task<JsonElement?> FindInvoiceAsync(Found found, string invoice, CancellationToken ct)
    {
        await found.ListAsync($"/v1/invoice_payments?invoice={invoice}&limit=100", "invoice_payment.paid", ct).ConfigureAwait(false);
        return await found.AddAsync($"/v1/invoices/{invoice}", "invoice.paid", ct).ConfigureAwait(false);
    }

    private static async Task<JsonElement?> FindChargeAsync(Found found, string charge, CancellationToken ct)
    {
        var value = await found.AddAsync($"/v1/charges/{charge}", "charge.succeeded", ct).ConfigureAwait(false);
        var intent = value?.Member("payment_intent") is { } named ? named.TextOrNull() ?? named.Member("id").TextOrNull() : null;
        return intent is null ? null : await FindIntentAsync(found, Uri.EscapeDataString(intent), ct).ConfigureAwait(false);
    }

    /// <summary>What was found so far.</summary>
    private sealed class Found(StripeApi api, string endpoint, string? account, StripeSnapshot snapshot)
    {
        private readonly List<ReadOnlyMemory<byte>> _messages = [];

        public IReadOnlyList<ReadOnlyMemory<byte>> Messages => _messages;

        public async Task<JsonElement?> AddAsync(string path, string type, CancellationToken ct)
        {
            if (await api.GetAsync(endpoint, account, path, ct).ConfigureAwait(false) is not { } answer)
            {
                return null;
            }

            Add(type, answer.Body, answer.At);
            return answer.Body;
        }

        public async Task<IReadOnlyList<JsonElement>> ListAsync(string path, string type, CancellationToken ct)
        {
            var answer = await api.GetAsync(endpoint, account, path, ct).ConfigureAwait(false);
            var page = answer is null ? StripePage.Empty : StripePage.Of(answer, after: null);
            foreach (var item in page.Items)
            {
                Add(type, item, page.At);
            }

            return page.Items;
        }

        private void Add(string type, JsonElement value, DateTimeOffset at)
        {
            // An invoice that is not paid and a session that is not complete have nothing to say yet.
            var isOpen = type is "invoice.paid" or "invoice_payment.paid" or "checkout.session.completed"
                && value.Member("status").TextOrNull() is not (null or "paid" or "complete");
            if (!isOpen && snapshot.Of(type, value, at) is { } message)
            {
                _messages.Add(message);
            }
        }
    }
}
