namespace Affiliate;

/// <summary>How far the set-up of a program is (AF-27).</summary>
/// <param name="Steps">Page views, referrals and payments.</param>
/// <param name="Gates">What is known to go wrong, and whether it does here.</param>
internal sealed record Readiness(IReadOnlyList<ReadinessStep> Steps, IReadOnlyList<ReadinessGate> Gates)
{
    public bool IsReady => Steps.All(step => step.LastAt is not null) && Gates.All(gate => gate.Blocker is null);
}

/// <summary>One step of the set-up; complete once something of it happened.</summary>
internal sealed record ReadinessStep(string Name, DateTimeOffset? LastAt, DateTimeOffset? LastTestAt);

/// <summary>One known cause of lost attribution.</summary>
/// <param name="Code">The cause.</param>
/// <param name="Blocker">What was seen; <see langword="null"/> when all is well.</param>
/// <param name="NextAction">What to do about it.</param>
internal sealed record ReadinessGate(string Code, string? Blocker, string? NextAction)
{
    public static ReadinessGate Of(string code, bool isBlocked, string blocker, string nextAction) =>
        isBlocked ? new ReadinessGate(code, blocker, nextAction) : new ReadinessGate(code, null, null);
}
