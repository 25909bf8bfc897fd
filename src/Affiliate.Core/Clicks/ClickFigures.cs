namespace Affiliate;

/// <summary>Prepares how the figures of reports change with a click that counts from now on, or counts no more.</summary>
internal sealed class ClickFigures(IAffiliateStore store)
{
    /// <summary>As short as times are kept: hardly ever has anybody clicked in it.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(1);

    private readonly DimensionMark _mark = new(store);

    /// <summary>How far clicks are counted; to be read before the click.</summary>
    public Task<DateTimeOffset?> MarkAsync(ProgramId program, CancellationToken ct) => _mark.ReadAsync(program, ct);

    /// <summary>What is to be written when a click changes, as of a mark.</summary>
    public async Task<FiguresChange> ChangeAsync(DateTimeOffset? mark, Click before, Click after, CancellationToken ct)
    {
        var end = (mark ?? DateTimeOffset.UnixEpoch) + Step;
        var counts = new DimensionCounts(before.ProgramId);

        // The mark says that all clicks before it are counted, so moving it takes counting those that it passes.
        var passed = DimensionCounts.Fields(Query<Click>.All.Equal(click => click.ProgramId, before.ProgramId)
            .AtLeast(click => click.OccurredAt, end - Step).Below(click => click.OccurredAt, end));
        await foreach (var click in store.ReadAsync(passed, ct).ConfigureAwait(false))
        {
            counts.Add(click);
        }

        var qualified = (after.Qualified ? 1 : 0) - (before.Qualified ? 1 : 0);
        if (before.OccurredAt < end)
        {
            counts.Add(before, 0, qualified);
        }

        return new FiguresChange(before, qualified, counts, mark, end);
    }
}

/// <summary>How figures change, if nobody counted or changed a click of the program meanwhile.</summary>
internal sealed class FiguresChange(Click click, int qualified, DimensionCounts counts, DateTimeOffset? mark, DateTimeOffset end)
{
    /// <summary>Writes it; comes first in a unit.</summary>
    /// <returns>
    /// <see langword="false"/> when the mark has moved: then nothing was written, and what was read is not to be relied on.
    /// </returns>
    public async Task<bool> TryWriteAsync(IAffiliateUnit unit, DateTimeOffset now, CancellationToken ct)
    {
        if (!await DimensionMark.TryRaiseAsync(unit, click.ProgramId, mark, end, ct).ConfigureAwait(false))
        {
            return false;
        }

        await counts.WriteAsync(unit, now, replaces: false, ct).ConfigureAwait(false);
        if (qualified != 0)
        {
            await WriteTallyAsync(unit, now, ct).ConfigureAwait(false);
        }

        return true;
    }

    /// <summary>
    /// Into a row that takes no more clicks, so that neither their recording nor this loses a race; where there is none yet, into one of
    /// its own, which is merged with the others of the day.
    /// </summary>
    private async Task WriteTallyAsync(IAffiliateUnit unit, DateTimeOffset now, CancellationToken ct)
    {
        var day = ReportRows.DayOf(click.OccurredAt);
        var rows = await unit.ListAsync(
            Query<ClickTally>.All.Equal(tally => tally.ProgramId, click.ProgramId).Equal(tally => tally.Day, day)
                .Equal(tally => tally.PartnerId, click.PartnerId)
                .Below(tally => tally.Id, AffiliateId.Before<ClickTallyId>(now - TallyFold.Margin)).Ascending(tally => tally.Id).Take(1),
            ct).ConfigureAwait(false);
        if (rows is [var known])
        {
            unit.Save(known with { Qualified = known.Qualified + qualified });
            return;
        }

        unit.Add(new ClickTally
        {
            Id = AffiliateId.New<ClickTallyId>(now),
            ProgramId = click.ProgramId,
            PartnerId = click.PartnerId,
            Day = day,
            Clicks = 0,
            Qualified = qualified,
        });
    }
}
