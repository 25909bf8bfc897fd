using System.Text.Json;

namespace Affiliate.Stripe;

/// <summary>Looks up what Stripe keeps of a payment: the fees of the balance transactions behind its charges.</summary>
internal sealed class StripeFees(StripeApi api)
{
    /// <summary>What was looked up, beside Stripe's own members of the object: the fee in its currency, in Stripe's units.</summary>
    public const string Member = "affiliate_fee";

    /// <summary>What is kept of an invoice, a session or an intent.</summary>
    /// <exception cref="PaymentFetchException">Stripe does not know all of it yet.</exception>
    public async Task<long> FindAsync(string endpoint, string? account, JsonElement paid, CancellationToken ct)
    {
        long fee = 0;
        foreach (var path in await ChargesAsync(endpoint, account, paid, ct).ConfigureAwait(false))
        {
            var answer = await api.GetAsync(endpoint, account, path, ct).ConfigureAwait(false);
            IEnumerable<JsonElement> found = answer is null ? [] : answer.Body.Member("data").IsNothing() ? [answer.Body] : answer.Body.Member("data").Items();
            fee = checked(fee + found.Where(charge => charge.Member("status").TextOrNull() == "succeeded").Sum(FeeOf));
        }

        return fee;
    }

    /// <summary>Where the charges are that paid it.</summary>
    private async Task<IReadOnlyList<string>> ChargesAsync(string endpoint, string? account, JsonElement paid, CancellationToken ct)
    {
        var id = paid.Member("id").TextOrNull() ?? "";
        if (paid.Member("object").TextOrNull() != "invoice")
        {
            var intent = paid.Member("object").TextOrNull() == "payment_intent" ? id : paid.Member("payment_intent").TextOrNull();
            return intent is null ? [] : [OfIntent(intent)];
        }

        var path = $"/v1/invoice_payments?invoice={Uri.EscapeDataString(id)}&status=paid&limit=100";
        var payments = StripePage.Of(await api.GetAsync(endpoint, account, path, ct).ConfigureAwait(false), after: null);
        return [.. payments.Items.Select(item => item.Member("payment"))
            .Select(payment => payment.Member("payment_intent").TextOrNull() is { } intent ? OfIntent(intent)
                : payment.Member("charge").TextOrNull() is { } charge ? $"/v1/charges/{Uri.EscapeDataString(charge)}?expand[]=balance_transaction"
                : null)
            .OfType<string>()];
    }

    private static string OfIntent(string intent) =>
        $"/v1/charges?payment_intent={Uri.EscapeDataString(intent)}&limit=100&expand[]=data.balance_transaction";

    /// <summary>The fee in the charge's currency: a balance in another one has its own, and tells what the charge was in it.</summary>
    private static long FeeOf(JsonElement charge)
    {
        var transaction = charge.Member("balance_transaction");
        if (transaction.Member("fee").NumberOrNull() is not (>= 0 and var fee) || transaction.Member("amount").NumberOrNull() is not { } settled)
        {
            throw new PaymentFetchException("Stripe does not tell the fee of a charge yet.");
        }

        return transaction.Member("currency").TextOrNull() == charge.Member("currency").TextOrNull() || settled <= 0
            ? fee
            : MinorUnits.MulDiv(fee, charge.Member("amount_captured").NumberOrNull() ?? charge.Member("amount").NumberOrNull() ?? 0, settled);
    }
}
