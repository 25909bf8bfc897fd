using System.Runtime.InteropServices;

namespace Affiliate;

/// <summary>Puts clicks together into what one commit appends. For one caller at a time.</summary>
internal sealed class ClickBatchBuilder(EventOutbox outbox, TimeProvider time, PlanDirectory? plans = null)
{
    /// <summary>
    /// How long a row of tallies takes more counts. A row of its own for each batch would be thousands a second, which somebody would
    /// have to merge.
    /// </summary>
    private static readonly TimeSpan RowLife = TimeSpan.FromMinutes(1);

    private readonly Dictionary<(ProgramId, PartnerId, DateOnly), ClickTallyId> _rows = [];
    private DateTimeOffset _rowsSince;

    public ClickBatch Build(ReadOnlySpan<PendingClick> pending)
    {
        var clicks = new Click[pending.Length];
        for (var i = 0; i < clicks.Length; i++)
        {
            clicks[i] = pending[i].Click;
        }

        var (events, work) = (new List<LoggedEvent>(), new List<WorkItem>());
        foreach (var click in clicks)
        {
            if (outbox.Wants<ClickRecorded>(click.ProgramId, EventTypes.Click))
            {
                Report(ClickRecorded.Of(click), events, work);
            }

            if (outbox.Wants<LinkClicked>(click.ProgramId, EventTypes.LinkClicked))
            {
                Report(LinkClicked.Of(click), events, work);
            }
        }

        var paid = Array.FindAll(clicks, click => click is { Qualified: true, VisitorId: not null } && plans?.MayPayClicks(click.ProgramId) == true);
        if (paid.Length > 0)
        {
            work.AddRange(paid.Select(click => RewardWork.ItemFor(click.Id, time.GetUtcMilliseconds())));
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
        if (now - _rowsSince >= RowLife || now < _rowsSince)
        {
            _rows.Clear();
            _rowsSince = now;
        }

        var tallies = new ClickTally[counts.Count];
        var next = 0;
        foreach (var (of, (all, qualified)) in counts)
        {
            ref var id = ref CollectionsMarshal.GetValueRefOrAddDefault(_rows, of, out var isOpen);
            id = isOpen ? id : AffiliateId.New<ClickTallyId>(now);
            var (program, partner, day) = of;
            tallies[next++] = new ClickTally
            {
                Id = id,
                ProgramId = program,
                PartnerId = partner,
                Day = day,
                Clicks = all,
                Qualified = qualified,
            };
        }

        return tallies;
    }

    private void Report(AffiliateEvent click, List<LoggedEvent> events, List<WorkItem> work)
    {
        var (logged, items) = outbox.Prepare(click);
        events.Add(logged);
        work.AddRange(items);
    }
}
