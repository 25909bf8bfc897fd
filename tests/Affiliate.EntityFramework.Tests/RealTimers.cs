namespace Affiliate.EntityFramework.Tests;

/// <summary>Tells a test's time but runs timers in real time, for pauses that a database makes necessary.</summary>
internal sealed class RealTimers(TimeProvider clock) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();
}
