using System.Text.Json;

namespace Affiliate.AspNetCore;

/// <summary>Times, identifiers, names, addresses and currencies.</summary>
internal sealed partial class JsonFields
{
    /// <summary>A time as ISO 8601, between 2000 and 2100.</summary>
    public DateTimeOffset? Instant(string name) => Date(name)?.Instant;

    /// <summary>When something happened, as ISO 8601: from 2000 on, and over but for what clocks differ by.</summary>
    public DateTimeOffset? PastInstant(string name, DateTimeOffset now)
    {
        var at = Instant(name);
        if (at - now > Clock.Skew)
        {
            errors.Add(path + name, "Must not be in the future.");
        }

        return at;
    }

    /// <summary>A date or time as ISO 8601, between 2000 and 2100.</summary>
    public InputDate? Date(string name)
    {
        if (Text(name, 40) is not { } text)
        {
            return null;
        }

        if (InputDate.TryParse(text, out var date))
        {
            return date;
        }

        errors.Add(path + name, InputDate.Expectation);
        return null;
    }

    /// <summary><c>from</c> and <c>to</c>; a date in <c>to</c> includes the whole day.</summary>
    public ReportPeriod Period() => InputDate.Between(Date("from"), Date("to"), errors);

    /// <summary>An identifier of ours.</summary>
    public TId? Id<TId>(string name, bool isRequired = false) where TId : struct, IAffiliateId<TId>
    {
        if (Text(name, 64, isRequired) is not { } text)
        {
            return null;
        }

        if (AffiliateId.TryParse<TId>(text, out var id))
        {
            return id;
        }

        errors.Add(path + name, $"Must be an identifier that begins with '{TId.Prefix}'.");
        return null;
    }

    /// <summary>Identifiers of ours, 1 to so many.</summary>
    public IReadOnlyList<TId>? Ids<TId>(string name, int most, bool isRequired = false) where TId : struct, IAffiliateId<TId>
    {
        if (Find(name, isRequired) is null || Texts(name, 64) is not { } texts)
        {
            return null;
        }

        var ids = texts.Select(text => AffiliateId.TryParse<TId>(text, out var id) ? id : default(TId?)).OfType<TId>().ToList();
        return ids.Count == texts.Count && ids.Count > 0 && ids.Count <= most
            ? ids
            : Refuse<IReadOnlyList<TId>>(name, $"Must be 1 to {most} identifiers that begin with '{TId.Prefix}'.");
    }

    /// <summary>What something is called at the host: a text without control characters.</summary>
    public string? Name(string name, int maxLength, bool isRequired = false)
    {
        var text = Text(name, maxLength, isRequired);
        return text is null || (!string.IsNullOrWhiteSpace(text) && !text.Any(char.IsControl))
            ? text
            : Refuse<string>(name, "Must not be blank or have control characters.");
    }

    /// <summary>The host's key of a customer.</summary>
    public string? CustomerKey(bool isRequired = false) =>
        Name("customer_key", Affiliate.CustomerKey.MaxLength, isRequired);

    /// <summary>An e-mail address, as it was written.</summary>
    public string? Email(bool isRequired = false)
    {
        var text = Text("email", EmailAddress.MaxLength, isRequired);
        return text is null || EmailAddress.TryNormalize(text, out _) ? text : Refuse<string>("email", "Must be an e-mail address.");
    }

    /// <summary>An ISO 4217 code, in any case.</summary>
    public string? Currency(string name)
    {
        // An empty text is no way to ask for the default: money in a currency that nobody meant.
        var code = Text(name, 3)?.ToUpperInvariant() ?? (Find(name, false)?.ValueKind == JsonValueKind.String ? "" : null);
        return code is null || Currencies.IsKnown(code) ? code : Refuse<string>(name, "Must be an ISO 4217 code.");
    }
}
