using System.Text.Json;

namespace Affiliate;

/// <summary>
/// One decision on who is credited for a customer, with what competed and why each other candidate lost. Never changed:
/// together they are the history of a customer's credit.
/// </summary>
public sealed record ReferralDecision : IRecord<ReferralDecision>
{
    /// <summary>The identifier.</summary>
    public required ReferralDecisionId Id { get; init; }

    /// <summary>The program.</summary>
    public required ProgramId ProgramId { get; init; }

    /// <summary>The customer.</summary>
    public required CustomerId CustomerId { get; init; }

    /// <summary>What was to be decided.</summary>
    public required ReferralCause Cause { get; init; }

    /// <summary>The sale that made it necessary.</summary>
    public SaleId? SaleId { get; init; }

    /// <summary>Whether it says who is credited from now on; the others only say why nothing changed.</summary>
    public required bool IsBinding { get; init; }

    /// <summary>The partner credited; <see langword="null"/> when nobody is.</summary>
    public PartnerId? PartnerId { get; init; }

    /// <summary>The click that won.</summary>
    public ClickId? ClickId { get; init; }

    /// <summary>What decided, as a code.</summary>
    public required string Reason { get; init; }

    /// <summary>The sales it applies to: those from this time on; <see langword="null"/> for all.</summary>
    public DateTimeOffset? EffectiveFrom { get; init; }

    /// <summary>Who corrected it by hand.</summary>
    public string? Actor { get; init; }

    /// <summary>Why it was corrected by hand.</summary>
    public string? Note { get; init; }

    /// <summary>The candidates and what became of them, as JSON.</summary>
    public required string Candidates { get; init; }

    /// <summary>When it was decided.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <inheritdoc />
    public static RecordType<ReferralDecision> Record { get; } =
        new RecordType<ReferralDecision>("referral_decisions", d => d.Id)
            .Index(d => d.CustomerId, d => d.CreatedAt)
            .Index(d => d.ProgramId, d => d.CreatedAt)
            .Text(32, d => d.Reason)
            .Text(100, d => d.Actor)
            .Text(500, d => d.Note);

    /// <summary>The decisions of a customer, newest first.</summary>
    internal static Query<ReferralDecision> Of(CustomerId customer) => Query<ReferralDecision>.All
        .Equal(d => d.CustomerId, customer).Descending(d => d.CreatedAt).Descending(d => d.Id);

    internal static string CandidatesOf(AttributionDecision decision) => JsonSerializer.Serialize(
        new StoredCandidates(decision.Clicks, decision.CouponVerdict), AttributionJson.Default.StoredCandidates);

    internal StoredCandidates ReadCandidates() =>
        JsonSerializer.Deserialize(Candidates, AttributionJson.Default.StoredCandidates) is { Clicks: not null } candidates
            ? candidates
            : StoredCandidates.None;
}

/// <summary>What made a decision on a customer's credit necessary.</summary>
public enum ReferralCause
{
    /// <summary>The customer signed up or took another named step.</summary>
    SignUp,

    /// <summary>A known customer signed in.</summary>
    SignIn,

    /// <summary>The customer bought.</summary>
    Sale,

    /// <summary>Somebody corrected it by hand.</summary>
    Correction,
}
