namespace Affiliate;

/// <summary>What the audit log keeps of whoever decides by hand: who it was, and why.</summary>
internal static class HandDecision
{
    public const int MaxActorLength = 100;
    public const int MaxReasonLength = 500;

    /// <summary>Refuses a decision that lacks one of them.</summary>
    /// <exception cref="ArgumentException">Actor or reason are empty or too long.</exception>
    public static void Check(string decision, string actor, string reason, string parameter)
    {
        if (string.IsNullOrWhiteSpace(actor) || actor.Length > MaxActorLength
            || string.IsNullOrWhiteSpace(reason) || reason.Length > MaxReasonLength)
        {
            throw new ArgumentException(
                $"A {decision} needs an actor (at most {MaxActorLength} characters) and a reason (at most {MaxReasonLength}).", parameter);
        }
    }
}
