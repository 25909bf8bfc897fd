namespace Affiliate;

/// <summary>
/// Raises counters that a unit turns out to need only on its way. A counter must be raised before anything else (semantics
/// 6), so the unit is then begun again with the raise as its first statement.
/// </summary>
internal static class CounterClaims
{
    /// <summary>Takes one of a limited number.</summary>
    /// <returns>Whether there was one left.</returns>
    public static Task<bool> ClaimAsync(this IAffiliateUnit unit, string counter, long most, CancellationToken ct) =>
        unit is WatchedUnit watched
            ? Task.FromResult(watched.Claimed(counter, most))
            : unit.TryIncrementAsync(counter, 1, most, ct);
}

/// <summary>A counter to be raised by one, up to a limit.</summary>
internal sealed record CounterClaim(string Counter, long Most);

/// <summary>The unit must begin again with other claims; nothing of it is committed.</summary>
internal sealed class ClaimsChangedException(IReadOnlyList<CounterClaim> claims) : Exception("The unit begins again.")
{
    public IReadOnlyList<CounterClaim> Claims { get; } = claims;
}
