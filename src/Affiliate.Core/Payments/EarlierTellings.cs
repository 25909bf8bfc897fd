namespace Affiliate;

/// <summary>What is kept already of a message: the same event, and another event that told the same change.</summary>
internal sealed record EarlierTellings(InboxEntry? Same, InboxEntry? Twin)
{
    /// <summary>Nothing is kept of it, as far as was looked.</summary>
    public static EarlierTellings None { get; } = new(null, null);

    /// <summary>Whether the same change was applied under another event id.</summary>
    public bool IsApplied => Twin?.State == InboxState.Applied;

    public static async Task<EarlierTellings> FindAsync(IAffiliateUnit unit, InboxEntry entry, CancellationToken ct)
    {
        var same = await unit.FindAsync(InboxEntry.ByLookup(entry.Lookup), ct).ConfigureAwait(false);
        var twin = await unit.FindAsync(InboxEntry.ByContent(entry.ContentLookup), ct).ConfigureAwait(false);
        return new EarlierTellings(same, twin?.Lookup == entry.Lookup ? null : twin);
    }

    /// <summary>The answer when the message adds nothing to what the same event said before; <see langword="null"/> when it does.</summary>
    /// <remarks>It does when its first telling had no effect: the full twin of a thin message, for example.</remarks>
    public IntakeAnswer? Answer(InboxEntry entry) => Same is null || (Same.State == InboxState.Ignored && entry.State != InboxState.Ignored)
        ? null
        : new IntakeAnswer(IntakeResult.Duplicate) { Known = Same };

    /// <summary>Writes the message, in the place of its first telling if there was one. One row alone has the content.</summary>
    public InboxEntry Keep(IAffiliateUnit unit, InboxEntry entry)
    {
        entry = Twin is null ? entry : entry with { ContentLookup = entry.Lookup };
        if (Same is null)
        {
            unit.Add(entry);
            return entry;
        }

        entry = entry with { Id = Same.Id, Version = Same.Version };
        unit.Save(entry);
        return entry;
    }
}
