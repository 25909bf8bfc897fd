namespace Affiliate;

/// <summary>How commissions are computed. Its rules are in <see cref="PlanVersion"/>s, which are never changed.</summary>
public sealed record Plan : IRecord<Plan>
{
    /// <summary>The identifier.</summary>
    public required PlanId Id { get; init; }

    /// <summary>The program.</summary>
    public required ProgramId ProgramId { get; init; }

    /// <summary>The name; unique in the program.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it is the plan of new customers of partners whom nothing gives another one.</summary>
    public bool IsDefault { get; init; }

    /// <summary>Whether new customers come under it; those who are keep it.</summary>
    public bool IsActive { get; init; } = true;

    /// <summary>The number of its newest version.</summary>
    public required int Current { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>How often the row was changed.</summary>
    public int Version { get; init; }

    /// <inheritdoc />
    public static RecordType<Plan> Record { get; } = new RecordType<Plan>("plans", p => p.Id)
        .Unique(p => p.ProgramId, p => p.Name)
        .Versioned(p => p.Version)
        .Text(100, p => p.Name);

    /// <summary>The key of a plan by its identifier.</summary>
    public static Key<Plan> ById(PlanId id) => Record.ByPrimaryKey(id);

    /// <summary>The key of a plan by its name.</summary>
    public static Key<Plan> ByName(ProgramId program, string name) => Record.ByUniqueKey(0, program, name);
}
