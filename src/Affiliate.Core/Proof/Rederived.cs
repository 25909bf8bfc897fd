namespace Affiliate;

/// <summary>What a recomputation of stored commissions found.</summary>
/// <param name="Checked">How many commissions were computed again.</param>
/// <param name="Differences">Where the stored commission is not what its inputs give; empty when all agree to the minor unit.</param>
/// <param name="Next">Where to go on, for the next call; <see langword="null"/> when nothing is left.</param>
public sealed record Rederived(long Checked, IReadOnlyList<RederivedDifference> Differences, CommissionId? Next);

/// <summary>A commission that is not what its stored inputs give.</summary>
/// <param name="Commission">The commission.</param>
/// <param name="Field">
/// What differs: <c>amount</c>, <c>uncapped</c>, <c>base</c>, <c>rate</c>, <c>rule</c>, <c>shared</c>, <c>reversed</c>, or <c>inputs</c> when
/// something it was computed from is gone.
/// </param>
/// <param name="Stored">What is stored.</param>
/// <param name="Computed">What its inputs give.</param>
public sealed record RederivedDifference(CommissionId Commission, string Field, string Stored, string Computed);
