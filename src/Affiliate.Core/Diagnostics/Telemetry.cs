using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Affiliate;

/// <summary>What the library reports about itself under the name <c>Affiliate</c>.</summary>
internal static class Telemetry
{
    private const string Name = "Affiliate";

    private static readonly Meter Meter = new(Name);

    public static ActivitySource Source { get; } = new(Name);

    /// <summary>Clicks committed.</summary>
    public static Counter<long> Clicks { get; } = Meter.CreateCounter<long>("affiliate.clicks", "{click}");

    /// <summary>Clicks that could not be committed (I3).</summary>
    public static Counter<long> ClicksDropped { get; } =
        Meter.CreateCounter<long>("affiliate.clicks_dropped", "{click}");

    /// <summary>Messages of payment providers, by provider, type and outcome.</summary>
    public static Counter<long> PaymentMessages { get; } = Meter.CreateCounter<long>("affiliate.payment_messages", "{message}");

    /// <summary>
    /// Sales recorded, by provider and outcome: <c>credited</c>, or why nobody was. What is <c>unattributed</c> may still be credited,
    /// which <see cref="SalesCreditedLate"/> counts.
    /// </summary>
    public static Counter<long> Sales { get; } = Meter.CreateCounter<long>("affiliate.sales", "{sale}");

    /// <summary>Sales that nobody was credited for at first, by provider.</summary>
    public static Counter<long> SalesCreditedLate { get; } = Meter.CreateCounter<long>("affiliate.sales.credited_late", "{sale}");

    /// <summary>Sales that turned out to be other ones under a second name, by provider.</summary>
    public static Counter<long> SalesMerged { get; } = Meter.CreateCounter<long>("affiliate.sales.merged", "{sale}");

    /// <summary>
    /// What was cut to a limit, by provider and kind: a <c>commission</c> by a cap of its plan, <c>reversals</c> by what was paid.
    /// </summary>
    public static Counter<long> Capped { get; } = Meter.CreateCounter<long>("affiliate.capped", "{cut}");

    /// <summary>A meter of a host's own, for what only it can tell; it ends with the host.</summary>
    public static Meter NewMeter() => new(Name);

    /// <summary>From an event's commit until a subscriber is through with it.</summary>
    public static Histogram<double> EventLag { get; } = Meter.CreateHistogram<double>("affiliate.events.lag", "s");
}
