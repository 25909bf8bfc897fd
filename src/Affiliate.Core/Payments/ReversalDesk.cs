namespace Affiliate;

/// <summary>What the owner of a program decides about refunds and disputes whose payment nobody reported.</summary>
public sealed class ReversalDesk
{
    private const int MaxReasonLength = 200;

    private readonly UnitRunner _units;
    private readonly EventOutbox _outbox;

    internal ReversalDesk(UnitRunner units, EventOutbox outbox)
    {
        _units = units;
        _outbox = outbox;
    }

    /// <summary>Takes a reversal off the list of those that somebody should look at.</summary>
    /// <remarks>
    /// Nothing is deleted: should its payment be reported after all, the reversal still counts. Again, or when it is not on the list,
    /// it changes nothing.
    /// </remarks>
    /// <param name="program">The program.</param>
    /// <param name="reversal">The reversal.</param>
    /// <param name="reason">Why, for the log; at most 200 characters.</param>
    /// <param name="cancellationToken">Gives up; nothing is changed then.</param>
    /// <returns>The reversal as it is now; <see langword="null"/> when the program has none with that identifier.</returns>
    /// <exception cref="ArgumentException">The reason is too long.</exception>
    public Task<SaleReversal?> DismissAsync(
        ProgramId program, SaleReversalId reversal, string? reason = null, CancellationToken cancellationToken = default)
    {
        if (reason is { Length: > MaxReasonLength })
        {
            throw new ArgumentException($"A reason has at most {MaxReasonLength} characters.", nameof(reason));
        }

        return _units.RunAsync((unit, ct) => DismissAsync(unit, program, reversal, reason, ct), cancellationToken);
    }

    private async Task<SaleReversal?> DismissAsync(
        IAffiliateUnit unit, ProgramId program, SaleReversalId id, string? reason, CancellationToken ct)
    {
        var known = await unit.FindAsync(SaleReversal.Record.ByPrimaryKey(id), ct).ConfigureAwait(false);
        if (known is null || known.ProgramId != program)
        {
            return null;
        }

        if (known.ParkedAt is null)
        {
            return known;
        }

        var dismissed = known with { ParkedAt = null };
        unit.Save(dismissed);
        _outbox.Publish(unit, new ReversalDismissed
        {
            ProgramId = known.ProgramId,
            ReversalId = known.Id,
            Source = known.Source,
            Kind = known.Kind,
            AmountCents = known.GrossMinorUnits ?? known.BaseMinorUnits,
            Currency = known.Currency,
            Reason = reason,
        });
        return dismissed;
    }
}
