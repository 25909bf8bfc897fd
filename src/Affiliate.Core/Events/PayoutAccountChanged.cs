namespace Affiliate;

/// <summary>Where a partner is paid was set or changed (<c>payout_account.changed</c>).</summary>
public sealed record PayoutAccountChanged : AffiliateEvent
{
    /// <inheritdoc />
    public override string Type => EventTypes.PayoutAccountChanged;

    /// <summary>The partner.</summary>
    public required PartnerId PartnerId { get; init; }

    /// <summary>How the partner is paid now.</summary>
    public required PayoutMethod Method { get; init; }

    /// <summary>Enough of the address to recognise it.</summary>
    public required string AddressMasked { get; init; }

    internal override PartnerId? AboutPartner => PartnerId;
}
