namespace Affiliate;

/// <summary>
/// The call that units of work are run for: what it must not do twice, and which state it expects.
/// </summary>
/// <remarks>
/// It flows with the call instead of being handed through every service, since it concerns every unit and no decision:
/// only <see cref="UnitRunner"/> looks at it. Background work has none.
/// </remarks>
internal sealed class CallScope
{
    private static readonly AsyncLocal<CallScope?> Flowing = new();

    /// <summary>The call that is being answered; <see langword="null"/> in background work and in the host's own code.</summary>
    public static CallScope? Current => Flowing.Value;

    /// <summary>Where changes that report nothing by themselves are written to the audit log.</summary>
    public EventOutbox? Audit { get; init; }

    /// <summary>The idempotency key that the call came with, if any.</summary>
    public CallClaim? Claim { get; set; }

    /// <summary>The state that the call is made against, if it says so.</summary>
    public ExpectedVersion? Expected { get; init; }

    /// <summary>
    /// Has the units of the calling asynchronous method write their changes to the audit log also when the host's own code, and no call,
    /// began them.
    /// </summary>
    public static void Audited(EventOutbox outbox) => Flowing.Value ??= new CallScope { Audit = outbox };

    /// <summary>Makes this the current call until the calling asynchronous method ends.</summary>
    public void Enter() => Flowing.Value = this;
}
