namespace Affiliate;

/// <summary>A person was erased; the event names nobody (<c>customer.erased</c>).</summary>
public sealed record CustomerErased : AffiliateEvent
{
    /// <inheritdoc />
    public override string Type => EventTypes.CustomerErased;

    /// <summary>Our own identifier, which stands on the amounts that stay.</summary>
    public required CustomerId CustomerId { get; init; }

    internal override CustomerId? AboutCustomer => CustomerId;
}
