namespace Affiliate;

/// <summary>Which deliveries are wanted; what is left open is not asked for.</summary>
public sealed record DeliveryFilter
{
    /// <summary>Only those that stand here.</summary>
    public DeliveryState? State { get; init; }

    /// <summary>Only events of this type.</summary>
    public string? EventType { get; init; }

    /// <summary>Only those made in this time.</summary>
    public ReportPeriod Period { get; init; }
}

/// <summary>How many deliveries stand where.</summary>
/// <param name="Pending">Not sent yet, or to be sent again.</param>
/// <param name="Delivered">Answered with a 2xx status.</param>
/// <param name="Failed">Failed for good.</param>
/// <param name="Canceled">Not sent because the endpoint was off.</param>
public sealed record DeliveryTotals(long Pending, long Delivered, long Failed, long Canceled)
{
    /// <summary>The share of the deliveries that are over and arrived; <see langword="null"/> when none is over (TX-11).</summary>
    public decimal? DeliveryRate =>
        Delivered + Failed == 0 ? null : Math.Round((decimal)Delivered / (Delivered + Failed), 4, MidpointRounding.ToZero);

    /// <summary>Of deliveries that were counted by their state.</summary>
    internal static DeliveryTotals Of(IEnumerable<SumRow> states)
    {
        var counts = states.ToDictionary(row => (DeliveryState)row.Group[0]!, row => row.Count);
        return new DeliveryTotals(
            counts.GetValueOrDefault(DeliveryState.Pending), counts.GetValueOrDefault(DeliveryState.Delivered),
            counts.GetValueOrDefault(DeliveryState.Failed), counts.GetValueOrDefault(DeliveryState.Canceled));
    }
}

/// <summary>What a replay did.</summary>
/// <param name="Count">How many events are on their way.</param>
/// <param name="ContinueFrom">From when to replay next, when there were too many for one call.</param>
public sealed record WebhookReplay(int Count, DateTimeOffset? ContinueFrom);
