namespace Affiliate;

/// <summary>The programs that must exist: those the host added, or one called <c>default</c>.</summary>
internal sealed class ProgramSeeds
{
    private const string DefaultKey = "default";

    public ProgramSeeds(IEnumerable<ProgramSeed> added)
    {
        All = [.. added];
        if (All.Count == 0)
        {
            All = [new ProgramSeed(DefaultKey, new ProgramOptions())];
        }
    }

    /// <summary>At least one; the first is the default program.</summary>
    public IReadOnlyList<ProgramSeed> All { get; }

    /// <summary>Makes a program unless there is one with its key by now: the database wins.</summary>
    public static async Task PlantAsync(
        ProgramSeed seed, IAffiliateStore store, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            await store.ExecuteAsync(
                async (unit, token) =>
                {
                    var existing = await unit.FindAsync(AffiliateProgram.ByKey(seed.Key), token).ConfigureAwait(false);
                    if (existing is null)
                    {
                        unit.Add(seed.ToProgram(time.GetUtcMilliseconds()));
                    }

                    return existing is null;
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (StoreConflictException)
        {
            // Another instance made it at the same moment: the unique key decided.
        }
    }
}
