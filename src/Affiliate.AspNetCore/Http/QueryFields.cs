using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary>Reads query parameters. What is wrong is collected; an absent or empty one is <see langword="null"/>.</summary>
internal sealed class QueryFields(IQueryCollection query, InputErrors errors)
{
    /// <summary>A text without NUL and half surrogates.</summary>
    public string? Text(string name, int maxLength, bool isRequired = false)
    {
        var values = query[name];
        if (values.Count > 1)
        {
            errors.Add(name, "Is given more than once.");
            return null;
        }

        var text = values.Count == 0 ? null : values[0];
        if (string.IsNullOrEmpty(text))
        {
            if (isRequired)
            {
                errors.Add(name, "Is required.");
            }

            return null;
        }

        if (text.Length > maxLength || !InputErrors.IsSafe(text))
        {
            errors.Add(name, $"Must have at most {maxLength} characters, none of them NUL.");
            return null;
        }

        return text;
    }

    /// <summary>What something is called elsewhere: a text that is not blank and has no control characters.</summary>
    public string? Name(string name, int maxLength)
    {
        var text = Text(name, maxLength);
        if (text is null || (!string.IsNullOrWhiteSpace(text) && !text.Any(char.IsControl)))
        {
            return text;
        }

        errors.Add(name, "Must not be blank or have control characters.");
        return null;
    }

    /// <summary>
    /// <c>page</c> and <c>per_page</c>, from 1; the latter at most 100. Or <c>cursor</c>: what the answer before gave as
    /// <c>next_cursor</c>, empty for the beginning.
    /// </summary>
    public PageRequest Page(int defaultSize = PageRequest.DefaultSize)
    {
        var number = Count("page", 1);
        var size = (int)Math.Min(Count("per_page", defaultSize), PageRequest.MaxSize);
        if (!query.ContainsKey("cursor"))
        {
            return new PageRequest(number, size);
        }

        if (query.ContainsKey("page"))
        {
            errors.Add("page", "Goes without 'cursor' only.");
        }

        if (Text("cursor", Cursor.MaxLength) is not { } text)
        {
            return PageRequest.Behind(null, size);
        }

        if (!Cursor.TryRead(text, out var position))
        {
            errors.Add("cursor", "Must be the 'next_cursor' of an answer.");
        }

        return PageRequest.Behind(position, size);
    }

    /// <summary><c>from</c> and <c>to</c>; a date in <c>to</c> includes the whole day.</summary>
    public ReportPeriod Period() => InputDate.Between(Date("from"), Date("to"), errors);

    /// <summary>The last instant that counts; of a date, the last one of the day.</summary>
    public DateTimeOffset? LastInstant(string name) => Date(name)?.End.AddMilliseconds(-1);

    /// <summary>An ISO 4217 code, in any case.</summary>
    public string? Currency(string name)
    {
        var code = Text(name, 3)?.ToUpperInvariant();
        if (code is not null && !Currencies.IsKnown(code))
        {
            errors.Add(name, "Must be an ISO 4217 code.");
            return null;
        }

        return code;
    }

    /// <summary>An identifier of ours.</summary>
    public TId? Id<TId>(string name) where TId : struct, IAffiliateId<TId>
    {
        if (Text(name, 64) is not { } text)
        {
            return null;
        }

        if (AffiliateId.TryParse<TId>(text, out var id))
        {
            return id;
        }

        errors.Add(name, $"Must be an identifier that begins with '{TId.Prefix}'.");
        return null;
    }

    /// <summary>The host's key of a customer.</summary>
    public CustomerKey? CustomerKey()
    {
        if (Text("customer_key", Affiliate.CustomerKey.MaxLength) is not { } text)
        {
            return null;
        }

        if (Affiliate.CustomerKey.IsValid(text))
        {
            return new CustomerKey(text);
        }

        errors.Add("customer_key", "Must not be blank or have control characters.");
        return null;
    }

    /// <summary>One of an enum's published names.</summary>
    public TEnum? Choice<TEnum>(string name, bool inAnyCase = false) where TEnum : struct, Enum
    {
        if (Text(name, 64) is not { } text)
        {
            return null;
        }

        if (WireName.Find<TEnum>(text, inAnyCase) is { } known)
        {
            return known;
        }

        errors.Add(name, WireName.Expectation<TEnum>());
        return null;
    }

    /// <summary><c>true</c> or <c>false</c>, which is also what an absent one means.</summary>
    public bool Flag(string name)
    {
        var text = Text(name, 5);
        if (text is not (null or "true" or "false"))
        {
            errors.Add(name, "Must be 'true' or 'false'.");
        }

        return text == "true";
    }

    /// <summary>A time as ISO 8601, between 2000 and 2100.</summary>
    public DateTimeOffset? Instant(string name) => Date(name)?.Instant;

    private InputDate? Date(string name)
    {
        if (Text(name, 40) is not { } text)
        {
            return null;
        }

        if (InputDate.TryParse(text, out var date))
        {
            return date;
        }

        errors.Add(name, InputDate.Expectation);
        return null;
    }

    /// <summary>A number from 1; one beyond 64 bits is as good as the largest.</summary>
    private long Count(string name, long whenAbsent)
    {
        if (!query.ContainsKey(name))
        {
            return whenAbsent;
        }

        if (query[name] is not [{ Length: > 0 } text] || text.AsSpan().ContainsAnyExceptInRange('0', '9')
            || !text.AsSpan().ContainsAnyInRange('1', '9'))
        {
            errors.Add(name, "Must be a whole number from 1.");
            return whenAbsent;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : long.MaxValue;
    }
}
