namespace Affiliate;

/// <summary>What becomes of an item whose work went well.</summary>
/// <param name="DueAgainAt">When it is due again; <see langword="null"/> when it is done and goes.</param>
internal readonly record struct WorkResult(DateTimeOffset? DueAgainAt)
{
    public static WorkResult Done => default;

    public static WorkResult RescheduleAt(DateTimeOffset dueAt) => new(dueAt);
}
