namespace Affiliate;

/// <summary>One line of the merged list of clicks, leads and conversions (AF-25).</summary>
/// <param name="Id">The identifier of the click, lead or sale.</param>
/// <param name="Type">Which of them it is.</param>
/// <param name="At">When it happened.</param>
/// <param name="PartnerId">The partner credited.</param>
public sealed record ActivityLine(string Id, ActivityType Type, DateTimeOffset At, PartnerId PartnerId)
{
    /// <summary>The click, or the one that led here; <see langword="null"/> when none did.</summary>
    public ClickId? ClickId { get; init; }

    /// <summary>The customer; <see langword="null"/> for clicks and unknown buyers.</summary>
    public CustomerId? CustomerId { get; init; }

    /// <summary>The host's key of the customer, unless erased.</summary>
    public string? CustomerKey { get; init; }

    /// <summary>The customer's address with most of it hidden.</summary>
    public string? CustomerEmail { get; init; }

    /// <summary>Of a lead, which step it was, for example <c>sign_up</c>.</summary>
    public string? EventName { get; init; }

    /// <summary>Of a conversion, what it brought in.</summary>
    public Money? Amount { get; init; }

    /// <summary>Of a conversion, the key of the payment.</summary>
    public string? TransactionId { get; init; }

    /// <summary>Of a click, the slug that was used.</summary>
    public string? Ref { get; init; }

    /// <summary>Of a click, where the visitor came from.</summary>
    public string? Source { get; init; }

    /// <summary>Of a click, the country.</summary>
    public string? Country { get; init; }

    /// <summary>Of a click, the kind of device.</summary>
    public DeviceType? Device { get; init; }

    /// <summary>Of a click, whether it is qualified.</summary>
    public bool? IsQualified { get; init; }

    /// <summary>Of a click, why it is not.</summary>
    public string? NotQualifiedReason { get; init; }
}

/// <summary>What a line of the merged list is.</summary>
public enum ActivityType
{
    /// <summary>A click.</summary>
    Click,

    /// <summary>A sign-up or another step, credited to a partner.</summary>
    Lead,

    /// <summary>A purchase credited to a partner.</summary>
    Conversion,
}

/// <summary>Which lines of the merged list are wanted.</summary>
public sealed record ActivityFilter
{
    /// <summary>Only this type.</summary>
    public ActivityType? Type { get; init; }

    /// <summary>Only what is this partner's.</summary>
    public PartnerId? Partner { get; init; }

    /// <summary>Only lines of this time.</summary>
    public ReportPeriod Period { get; init; }
}
