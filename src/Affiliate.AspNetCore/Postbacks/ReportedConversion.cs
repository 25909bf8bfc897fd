using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary>
/// A conversion as networks and pages report it: texts in an address or a form, found by the click that it follows (CP-04).
/// </summary>
internal static class ReportedConversion
{
    /// <summary>As redirects append it.</summary>
    private const string ClickParameter = "clickid";

    private const int MaxClickLength = 64;
    private const int MaxTransactionLength = 200;
    private const int MaxEventTypeLength = 64;
    private const int MaxValueLength = 40;

    /// <summary>What a conversion is told by.</summary>
    public static readonly string[] Names = ["click_id", "transaction_id", "value", "currency", "event_type"];

    /// <summary>Reads a conversion. Without <c>transaction_id</c> a click converts once, or once for each <c>event_type</c>.</summary>
    public static Payment Read(IQueryCollection given, AffiliateProgram program, InputErrors errors)
    {
        var fields = new QueryFields(given, errors);
        var click = Click(given, fields, errors);
        var eventType = fields.Name("event_type", MaxEventTypeLength);
        var currency = fields.Currency("currency") ?? program.Currency;
        long amount = 0;
        if (fields.Text("value", MaxValueLength) is { } value && !MajorUnits.TryParse(value, currency, out amount))
        {
            errors.Add(
                "value",
                $"Must be an amount in {currency} from 0, in major units, with at most {Currencies.Decimals(currency)} decimals.");
        }

        return new Payment
        {
            Program = program.Id.ToString(),
            Source = fields.Name("transaction_id", MaxTransactionLength)
                ?? (eventType is null ? $"click:{click}" : $"click:{click}:{eventType}"),
            Amount = new Money(amount, currency),
            Evidence = new PaymentEvidence { Click = click?.ToString() },
            Metadata = eventType is null
                ? new Dictionary<string, string>()
                : new Dictionary<string, string> { [Payment.EventTypeName] = eventType },
        };
    }

    private static ClickId? Click(IQueryCollection given, QueryFields fields, InputErrors errors)
    {
        var name = given.ContainsKey("click_id") || !given.ContainsKey(ClickParameter) ? "click_id" : ClickParameter;
        if (fields.Text(name, MaxClickLength) is { } text && AffiliateId.TryParse<ClickId>(text, out var click))
        {
            return click;
        }

        if (!errors.Has(name))
        {
            errors.Add(name, $"Must be the identifier of a click, as '{ClickParameter}' in addresses.");
        }

        return null;
    }
}
