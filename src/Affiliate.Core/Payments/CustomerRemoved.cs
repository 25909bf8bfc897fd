namespace Affiliate;

/// <summary>
/// The provider's customer (<see cref="PaymentFact.CustomerReference"/>) is gone there: what is personal is dropped, the
/// identifiers and what was earned stay.
/// </summary>
public sealed record CustomerRemoved : PaymentFact;
