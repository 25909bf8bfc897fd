using System.Collections.Concurrent;

namespace Affiliate;

/// <summary>Finds links with their partners, from copies that are at most ten seconds old (C10).</summary>
internal sealed class LinkDirectory(IAffiliateStore store, TimeProvider time)
{
    /// <summary>Bounds the memory: slugs come from outside and need not exist.</summary>
    private const int MostCopies = 10_000;

    private readonly ConcurrentDictionary<LinkName, Cached<LinkTarget?>> _copies = new();
    private readonly Lock _sweeping = new();
    private int _count;

    /// <summary>How many slugs are remembered, known or not.</summary>
    public int CopyCount => Volatile.Read(ref _count);

    /// <summary>The link with a slug, in any case, and its partner; <see langword="null"/> when there is none.</summary>
    /// <remarks>Answers at once and without allocation when a copy is at hand.</remarks>
    public ValueTask<LinkTarget?> FindAsync(ProgramId program, string slug, CancellationToken cancellationToken)
    {
        if (!Slug.TryNormalize(slug, out var normalized))
        {
            return default;
        }

        var name = new LinkName(program, normalized);
        return (_copies.TryGetValue(name, out var copy) ? copy : Add(name)).GetAsync(cancellationToken);
    }

    /// <summary>Reads again at the next call; for whoever adds or changes a link or its partner.</summary>
    public void Forget(ProgramId program, string slug)
    {
        if (Slug.TryNormalize(slug, out var normalized)
            && _copies.TryGetValue(new LinkName(program, normalized), out var copy))
        {
            copy.Forget();
        }
    }

    private Cached<LinkTarget?> Add(LinkName name)
    {
        var added = new Cached<LinkTarget?>(token => LoadAsync(name, token), time);
        var copy = _copies.GetOrAdd(name, added);
        if (ReferenceEquals(copy, added) && Interlocked.Increment(ref _count) > MostCopies)
        {
            Sweep();
        }

        return copy;
    }

    /// <summary>Makes room: what is old or leads nowhere goes first, so that made-up slugs cannot push out real ones.</summary>
    private void Sweep()
    {
        lock (_sweeping)
        {
            if (Volatile.Read(ref _count) <= MostCopies)
            {
                return;
            }

            Remove(copy => !copy.TryGet(out var target) || target is null);
            if (Volatile.Read(ref _count) > MostCopies / 2)
            {
                Remove(_ => true);
            }
        }
    }

    private void Remove(Func<Cached<LinkTarget?>, bool> isWanted)
    {
        foreach (var entry in _copies.Where(entry => isWanted(entry.Value)))
        {
            if (_copies.TryRemove(entry))
            {
                Interlocked.Decrement(ref _count);
            }
        }
    }

    private async Task<LinkTarget?> LoadAsync(LinkName name, CancellationToken cancellationToken)
    {
        var bySlug = Link.BySlug(name.Program, name.Slug);
        if (await store.FindAsync(bySlug, cancellationToken).ConfigureAwait(false) is not { } link)
        {
            return null;
        }

        var partner = await store.FindAsync(Partner.ById(link.PartnerId), cancellationToken).ConfigureAwait(false);
        var campaign = link.CampaignId is { } id
            ? await store.FindAsync(Campaign.ById(id), cancellationToken).ConfigureAwait(false)
            : null;
        return partner is null ? null : new LinkTarget(link, partner)
        {
            Campaign = campaign,
            Rules = RoutingRules.Read(link.Rules),
        };
    }

    private readonly record struct LinkName(ProgramId Program, string Slug);
}

/// <summary>A link and the partner it credits.</summary>
internal sealed record LinkTarget(Link Link, Partner Partner)
{
    /// <summary>The link's campaign.</summary>
    public Campaign? Campaign { get; init; }

    /// <summary>The link's rules in the order they are asked.</summary>
    public RoutingRule[] Rules { get; init; } = [];

    /// <summary>Whether the link works at a time.</summary>
    public LinkState StateAt(DateTimeOffset now) =>
        Link.IsDisabled || Campaign is { Status: not CampaignStatus.Active } ? LinkState.Disabled
        : now < Link.ScheduledStartAt ? LinkState.Scheduled
        : now >= Link.ScheduledEndAt || now >= Link.ExpiresAt ? LinkState.Over
        : LinkState.Open;
}

/// <summary>Whether a link works.</summary>
internal enum LinkState
{
    /// <summary>It works.</summary>
    Open,

    /// <summary>It, or its campaign, is switched off.</summary>
    Disabled,

    /// <summary>Its time has not come.</summary>
    Scheduled,

    /// <summary>Its time is over, or all its clicks are used up.</summary>
    Over,
}
