namespace Affiliate;

/// <summary>
/// The time before which every click of a program is in its <see cref="DimensionTally"/> rows, kept as a counter. Whoever changes those rows
/// or a click moves it in the same unit, so that whoever counts meanwhile begins again.
/// </summary>
internal sealed class DimensionMark(IAffiliateStore store)
{
    public async Task<DateTimeOffset?> ReadAsync(ProgramId program, CancellationToken ct)
    {
        var counter = await store.FindAsync(Counter.Record.ByPrimaryKey(NameOf(program)), ct).ConfigureAwait(false);
        return counter is null ? null : DateTimeOffset.FromUnixTimeMilliseconds(counter.Value);
    }

    /// <summary>Moves it on; the first statement of a unit.</summary>
    /// <returns><see langword="false"/> when it is no longer where it was.</returns>
    public static Task<bool> TryRaiseAsync(
        IAffiliateUnit unit, ProgramId program, DateTimeOffset? from, DateTimeOffset to, CancellationToken ct)
    {
        // It only ever grows, so that adding the difference ends above the target when somebody else moved it.
        var end = to.ToUnixTimeMilliseconds();
        return unit.TryIncrementAsync(NameOf(program), end - (from?.ToUnixTimeMilliseconds() ?? 0), most: end, ct);
    }

    /// <summary>Holds it where it is until the unit ends; the first statement of a unit.</summary>
    /// <returns><see langword="false"/> when it is no longer where it was.</returns>
    public static Task<bool> TryHoldAsync(IAffiliateUnit unit, ProgramId program, DateTimeOffset? at, CancellationToken ct) =>
        unit.TryIncrementAsync(NameOf(program), 0, most: at?.ToUnixTimeMilliseconds() ?? 0, ct);

    private static string NameOf(ProgramId program) => $"dimensions:{program.Value:N}";
}
