namespace Affiliate;

/// <summary>What a provider, the sales and the ledger say of the same time, and where they differ.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="Endpoint">The endpoint whose key read; empty for the unnamed one.</param>
/// <param name="From">The beginning of the time.</param>
/// <param name="To">Its end.</param>
/// <param name="Payments">How many payments the provider knows.</param>
/// <param name="Reversals">How many refunds, disputes and credits it knows.</param>
/// <param name="Sales">How many of the payments are sales here.</param>
/// <param name="IsComplete">
/// Whether everything was read and told. Otherwise the time has too many payments or differences: compare shorter times.
/// </param>
/// <param name="Differences">The differences; empty when all agree.</param>
public sealed record ReconciliationReport(
    string Provider, string Endpoint, DateTimeOffset From, DateTimeOffset To, long Payments, long Reversals, long Sales, bool IsComplete,
    IReadOnlyList<ReconciliationDifference> Differences);

/// <summary>One difference, and what would repair it.</summary>
public sealed record ReconciliationDifference
{
    /// <summary>What is wrong.</summary>
    public required ReconciliationKind Kind { get; init; }

    /// <summary>What it is about, as the provider or the ledger's audit calls it.</summary>
    public required string Reference { get; init; }

    /// <summary>The sale concerned, when there is one.</summary>
    public SaleId? SaleId { get; init; }

    /// <summary>What the provider says in minor units, where amounts differ.</summary>
    public long? ProviderMinorUnits { get; init; }

    /// <summary>What is booked here in minor units, where amounts differ.</summary>
    public long? BookedMinorUnits { get; init; }

    /// <summary>The ISO 4217 code of the amounts.</summary>
    public string? Currency { get; init; }

    /// <summary>The same for people.</summary>
    public required string Message { get; init; }

    /// <summary>What would repair it.</summary>
    public required ReconciliationRepair Repair { get; init; }
}

/// <summary>How the provider and this database differ about a payment.</summary>
public enum ReconciliationKind
{
    /// <summary>The provider was paid, and there is no sale of it.</summary>
    MissingSale,

    /// <summary>The sale has another amount or currency than the payment.</summary>
    AmountMismatch,

    /// <summary>The sale belongs to another customer, subscription or program than the provider says.</summary>
    IdentifierMismatch,

    /// <summary>One payment stands for two sales, also when the host reported it itself under another name.</summary>
    DoubleSale,

    /// <summary>Nobody is credited for a sale, although what is known by now would credit somebody.</summary>
    UncreditedSale,

    /// <summary>The provider knows of a refund, dispute or credit that is not noted here.</summary>
    MissingReversal,

    /// <summary>A refund, dispute or credit has another state or amount here than at the provider.</summary>
    ReversalMismatch,

    /// <summary>A refund, dispute or credit whose payment is unknown here.</summary>
    OrphanReversal,

    /// <summary>A sale of the provider's that it does not know in this time.</summary>
    UnknownToProvider,

    /// <summary>The ledger's audit found something; of the whole ledger, not of the time alone.</summary>
    LedgerMismatch,
}

/// <summary>What would repair a difference. Nothing is repaired by itself.</summary>
public enum ReconciliationRepair
{
    /// <summary>Read the time from the provider: <see cref="PaymentBackfill.StartAsync"/>.</summary>
    Backfill,

    /// <summary>Apply the stored message again, once its cause is mended: <see cref="PaymentInbox.RerunAsync"/>.</summary>
    RerunMessage,

    /// <summary>Decide again who is credited: <see cref="PaymentReconciliation.CreditAsync"/>.</summary>
    CreditSale,

    /// <summary>
    /// Report the host's own sale as refunded in full, and name the provider's reference as its transaction id from now on.
    /// </summary>
    RefundHostSale,

    /// <summary>Bind the customer to the right partner: <see cref="ReferralDesk"/>.</summary>
    CorrectReferral,

    /// <summary>A person must look at it: the message says what at.</summary>
    Look,
}
