namespace Affiliate;

/// <summary>The rules of a plan as they were saved once; never changed. A customer keeps the version of the binding's moment.</summary>
public sealed record PlanVersion : IRecord<PlanVersion>
{
    /// <summary>The identifier.</summary>
    public required PlanVersionId Id { get; init; }

    /// <summary>The program.</summary>
    public required ProgramId ProgramId { get; init; }

    /// <summary>The plan.</summary>
    public required PlanId PlanId { get; init; }

    /// <summary>Its number in the plan, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>The <see cref="PlanTerms"/> as JSON.</summary>
    public required string Terms { get; init; }

    /// <summary>From when it holds for sales of customers bound before it too; <see langword="null"/> for new customers only.</summary>
    public DateTimeOffset? AppliesFrom { get; init; }

    /// <summary>When it was saved.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <inheritdoc />
    public static RecordType<PlanVersion> Record { get; } = new RecordType<PlanVersion>("plan_versions", v => v.Id)
        .Unique(v => v.PlanId, v => v.Number)
        .Index(v => v.ProgramId);

    /// <summary>The key of a version by its identifier.</summary>
    public static Key<PlanVersion> ById(PlanVersionId id) => Record.ByPrimaryKey(id);

    /// <summary>The key of a version by its number.</summary>
    public static Key<PlanVersion> ByNumber(PlanId plan, int number) => Record.ByUniqueKey(0, plan, number);

    /// <summary>The rules.</summary>
    public PlanTerms ReadTerms() => PlanJson.Read(Terms);
}
