namespace Affiliate;

/// <summary>Partners that share terms (AF-28). Every program has one called <c>Default</c>. Its terms are <see cref="GroupPolicy"/>.</summary>
public sealed record PartnerGroup : IRecord<PartnerGroup>
{
    /// <summary>The name of the group that partners without another one belong to.</summary>
    public const string DefaultName = "Default";

    /// <summary>The identifier.</summary>
    public required GroupId Id { get; init; }

    /// <summary>The program.</summary>
    public required ProgramId ProgramId { get; init; }

    /// <summary>The name; unique in the program.</summary>
    public required string Name { get; init; }

    /// <summary>Whether partners can be put into it. Those in it stay and keep its terms.</summary>
    public bool IsActive { get; init; } = true;

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>How often the row was changed.</summary>
    public int Version { get; init; }

    /// <inheritdoc />
    public static RecordType<PartnerGroup> Record { get; } = new RecordType<PartnerGroup>("groups", g => g.Id)
        .Unique(g => g.ProgramId, g => g.Name)
        .Versioned(g => g.Version)
        .Text(100, g => g.Name);

    /// <summary>The key of a group by its identifier.</summary>
    public static Key<PartnerGroup> ById(GroupId id) => Record.ByPrimaryKey(id);

    /// <summary>The key of a group by its name.</summary>
    public static Key<PartnerGroup> ByName(ProgramId program, string name) => Record.ByUniqueKey(0, program, name);
}
