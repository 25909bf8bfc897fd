namespace Affiliate;

/// <summary>What a partner owed was given up, as the program's terms say (<c>balance.written_off</c>).</summary>
public sealed record BalanceWrittenOff : AffiliateEvent
{
    /// <inheritdoc />
    public override string Type => EventTypes.BalanceWrittenOff;

    /// <summary>The partner.</summary>
    public required PartnerId PartnerId { get; init; }

    /// <summary>The ledger entry that gives it up.</summary>
    public required string EntryId { get; init; }

    /// <summary>How much the partner owed, in minor units; above zero.</summary>
    public required long AmountCents { get; init; }

    /// <summary>The ISO 4217 code.</summary>
    public required string Currency { get; init; }

    /// <summary>Why: <c>age</c> or <c>small</c>.</summary>
    public required string Reason { get; init; }

    internal override PartnerId? AboutPartner => PartnerId;
}
