namespace Affiliate;

/// <summary>The number of a payout's self-billing statement: without gaps in each program, given when the money is confirmed.</summary>
public sealed record PayoutStatement : IRecord<PayoutStatement>
{
    /// <summary>The payout.</summary>
    public required PayoutId PayoutId { get; init; }

    /// <summary>The program.</summary>
    public required ProgramId ProgramId { get; init; }

    /// <summary>The number in the program's series, from 1.</summary>
    public required long Number { get; init; }

    /// <summary>The partner's tax profile of that moment, encrypted; <see langword="null"/> when there was none.</summary>
    public string? SealedTaxProfile { get; init; }

    /// <summary>When it was issued.</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <inheritdoc />
    public static RecordType<PayoutStatement> Record { get; } =
        new RecordType<PayoutStatement>("payout_statements", s => s.PayoutId)
            .Unique(s => s.ProgramId, s => s.Number)
            .Text(4_000, s => s.SealedTaxProfile);
}

/// <summary>A self-billing statement: what a payout pays, each line traced to its sale, provider and click.</summary>
/// <param name="Number">The number in the program's series; <see langword="null"/> while the money is not confirmed: a draft.</param>
/// <param name="IssuedAt">When it was issued; of a draft, when the payout was made.</param>
/// <param name="Program">The program, whose owner issues it.</param>
/// <param name="Partner">The partner, in whose name it is issued.</param>
/// <param name="Tax">The partner's tax profile.</param>
/// <param name="Payout">The payout.</param>
/// <param name="Lines">What it pays; they add up to the payout's amount.</param>
public sealed record Statement(
    long? Number, DateTimeOffset IssuedAt, AffiliateProgram Program, Partner Partner, TaxProfile? Tax, Payout Payout,
    IReadOnlyList<StatementLine> Lines)
{
    /// <summary>The tax that the amount, less what is kept in reserve, includes at the partner's rate, rounded half up; 0 without a rate.</summary>
    public long TaxMinorUnits => Tax?.TaxRate is { } rate
        ? MinorUnits.MulDiv(Payout.DueMinorUnits, rate.BasisPoints, 10_000 + rate.BasisPoints)
        : 0;
}

/// <summary>A ledger entry on a statement.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Commission">The commission; <see langword="null"/> for an adjustment.</param>
/// <param name="Sale">The sale that earned it.</param>
public sealed record StatementLine(LedgerEntry Entry, Commission? Commission, Sale? Sale);
