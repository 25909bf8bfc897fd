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
    public static Task PlantAsync(
        ProgramSeed seed, IAffiliateStore store, TimeProvider time, CancellationToken cancellationToken) =>
        MakeAsync(
            store,
            async (unit, token) =>
            {
                if (await unit.FindAsync(AffiliateProgram.ByKey(seed.Key), token).ConfigureAwait(false) is null)
                {
                    var program = seed.ToProgram(time.GetUtcMilliseconds());
                    unit.Add(program);
                    AddDefaultGroup(unit, program.Id, program.CreatedAt);
                    AddDefaultGroup(unit, program.Twin.Id, program.CreatedAt);
                }
            },
            cancellationToken);

    /// <summary>Makes the default groups of programs that were made without one, by an earlier version.</summary>
    public static async Task PlantDefaultGroupsAsync(
        IEnumerable<AffiliateProgram> programs, IAffiliateStore store, TimeProvider time, CancellationToken cancellationToken)
    {
        var groups = await store.ListAsync(
            Query<PartnerGroup>.All.Equal(group => group.Name, PartnerGroup.DefaultName), cancellationToken).ConfigureAwait(false);
        var missing = programs.SelectMany(program => new[] { program.Id, program.Twin.Id }).Except(groups.Select(group => group.ProgramId));
        foreach (var program in missing)
        {
            await MakeAsync(
                store,
                async (unit, token) =>
                {
                    var key = PartnerGroup.ByName(program, PartnerGroup.DefaultName);
                    if (await unit.FindAsync(key, token).ConfigureAwait(false) is null)
                    {
                        AddDefaultGroup(unit, program, time.GetUtcMilliseconds());
                    }
                },
                cancellationToken).ConfigureAwait(false);
        }
    }

    private static void AddDefaultGroup(IAffiliateUnit unit, ProgramId program, DateTimeOffset now)
    {
        var group = new PartnerGroup
        {
            Id = AffiliateId.New<GroupId>(now),
            ProgramId = program,
            Name = PartnerGroup.DefaultName,
            CreatedAt = now,
        };
        unit.Add(group);
        unit.Add(GroupPolicy.Of(group, GroupTerms.OfProgram, number: 1, now));
    }

    private static async Task MakeAsync(IAffiliateStore store, Func<IAffiliateUnit, CancellationToken, Task> make, CancellationToken ct)
    {
        try
        {
            await store.ExecuteAsync(
                async (unit, token) =>
                {
                    await make(unit, token).ConfigureAwait(false);
                    return true;
                },
                ct).ConfigureAwait(false);
        }
        catch (StoreConflictException)
        {
            // Another instance made it at the same moment: the unique key decided.
        }
    }
}
