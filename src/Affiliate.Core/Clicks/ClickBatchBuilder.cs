using System.Runtime.InteropServices;

namespace Affiliate;

/// <summary>Puts clicks together into what one commit appends.</summary>
internal sealed class ClickBatchBuilder(EventOutbox outbox, TimeProvider time, PlanDirectory? plans = null)
{
    public ClickBatch Build(ReadOnlySpan<PendingClick> pending)
    {
        var clicks = new Click[pending.Length];
        for (var i = 0; i < clicks.Length; i++)
        {
            clicks[i] = pending[i].Click;
        }

        var wanted = Array.FindAll(clicks, click => outbox.WantsClicks(click.ProgramId));
        var (events, work) = wanted.Length > 0 ? Report(wanted) : ([], []);
        var paid = Array.FindAll(clicks, click => click is { Qualified: true, VisitorId: not null } && plans?.MayPayClicks(click.ProgramId) == true);
        if (paid.Length > 0)
        {
            work = [.. work, .. paid.Select(click => RewardWork.ItemFor(click.Id, time.GetUtcMilliseconds()))];
        }

        return new ClickBatch(clicks, Tally(clicks), events, work);
    }

    private ClickTally[] Tally(Click[] clicks)
    {
        var counts = new Dictionary<(ProgramId, PartnerId, DateOnly), (long Clicks, long Qualified)>();
        foreach (var click in clicks)
        {
            var day = DateOnly.FromDateTime(click.OccurredAt.UtcDateTime);
            ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(
                counts, (click.ProgramId, click.PartnerId, day), out _);
            count.Clicks++;
            count.Qualified += click.Qualified ? 1 : 0;
        }

        var now = time.GetUtcNow();
        var tallies = new ClickTally[counts.Count];
        var next = 0;
        foreach (var ((program, partner, day), (all, qualified)) in counts)
        {
            tallies[next++] = new ClickTally
            {
                Id = AffiliateId.New<ClickTallyId>(now),
                ProgramId = program,
                PartnerId = partner,
                Day = day,
                Clicks = all,
                Qualified = qualified,
            };
        }

        return tallies;
    }

    private (IReadOnlyList<LoggedEvent> Events, IReadOnlyList<WorkItem> Work) Report(Click[] clicks)
    {
        var events = new List<LoggedEvent>(clicks.Length);
        var work = new List<WorkItem>(clicks.Length);
        foreach (var click in clicks)
        {
            var (logged, items) = outbox.Prepare(new ClickRecorded
            {
                ProgramId = click.ProgramId,
                CreatedAt = click.OccurredAt,
                ClickId = click.Id,
                PartnerId = click.PartnerId,
                Ref = click.Ref,
                Landing = click.Landing,
                Referrer = click.Referrer,
            });
            events.Add(logged);
            work.AddRange(items);
        }

        return (events, work);
    }
}
