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

    /// <summary>From an event's commit until a subscriber is through with it.</summary>
    public static Histogram<double> EventLag { get; } = Meter.CreateHistogram<double>("affiliate.events.lag", "s");
}
