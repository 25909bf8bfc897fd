namespace Affiliate;

/// <summary>What the owner of a program decides about plans and flows. Nothing saved is ever changed: an edit is a new version.</summary>
public sealed class PlanDesk
{
    /// <summary>The name of the plan that flows without one belong to; made with the first of them.</summary>
    public const string DefaultName = "Default";

    private readonly IAffiliateStore _store;
    private readonly UnitRunner _units;
    private readonly PlanDirectory _plans;
    private readonly EventOutbox _outbox;
    private readonly TimeProvider _time;

    internal PlanDesk(IAffiliateStore store, UnitRunner units, PlanDirectory plans, EventOutbox outbox, TimeProvider time)
    {
        _outbox = outbox;
        _store = store;
        _units = units;
        _plans = plans;
        _time = time;
    }

    /// <summary>Makes a plan. The first one of a program is its default.</summary>
    /// <exception cref="ArgumentException">The name or the rules cannot be saved; the message says why.</exception>
    /// <exception cref="AffiliateConflictException">The name is in use (<c>name_taken</c>).</exception>
    public Task<SavedPlan> CreateAsync(
        ProgramId program, string name, PlanTerms terms, bool isDefault = false, CancellationToken cancellationToken = default) =>
        SaveAsync(program, async (unit, all, ct) =>
        {
            TermsName.Check(name);
            if (await unit.FindAsync(Plan.ByName(program, name), ct).ConfigureAwait(false) is not null)
            {
                throw new AffiliateConflictException("name_taken", $"A plan called '{name}' exists already.");
            }

            return Add(unit, program, name, terms, isDefault || !all.Any(plan => plan.IsDefault), all);
        }, cancellationToken);

    /// <summary>Saves other rules as a new version, for customers bound from now on.</summary>
    /// <param name="program">The program.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="change">Makes the new rules of the newest ones. May be called several times.</param>
    /// <param name="appliesFrom">From when the new version holds for sales of all customers; <see langword="null"/> for new customers only.</param>
    /// <param name="expected">The version the change was made from; another one by now is a conflict. <see langword="null"/> does not ask.</param>
    /// <param name="cancellationToken">Gives up; nothing is changed then.</param>
    /// <returns>The plan; <see langword="null"/> when the program has none with this id.</returns>
    /// <exception cref="ArgumentException">The rules cannot be saved; the message says why.</exception>
    /// <exception cref="AffiliateConflictException">The plan has another version by now (<c>stale_version</c>).</exception>
    public Task<SavedPlan?> ChangeAsync(
        ProgramId program, PlanId plan, Func<PlanTerms, PlanTerms> change, DateTimeOffset? appliesFrom = null, int? expected = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        return EditAsync(program, plan, new PlanEdit { Change = change, AppliesFrom = appliesFrom, Expected = expected }, cancellationToken);
    }

    /// <summary>Renames a plan, makes it the default one, or (de)activates it.</summary>
    /// <returns>Whether the program has such a plan.</returns>
    /// <exception cref="ArgumentException">The name is not valid.</exception>
    /// <exception cref="AffiliateConflictException">The name is in use (<c>name_taken</c>).</exception>
    public async Task<bool> DescribeAsync(
        ProgramId program, PlanId plan, string? name, bool? isActive, bool? isDefault, CancellationToken cancellationToken = default) =>
        await EditAsync(
            program, plan, new PlanEdit { Name = name, IsActive = isActive, IsDefault = isDefault }, cancellationToken)
            .ConfigureAwait(false) is not null;

    /// <summary>Makes all changes of an edit or none.</summary>
    internal Task<SavedPlan?> EditAsync(ProgramId program, PlanId plan, PlanEdit edit, CancellationToken cancellationToken) =>
        SaveAsync<SavedPlan?>(program, async (unit, all, ct) =>
        {
            var found = all.FirstOrDefault(one => one.Id == plan);
            if (found is null)
            {
                return null;
            }

            if (edit.Expected is not null && edit.Expected != found.Current)
            {
                throw new AffiliateConflictException("stale_version", "The plan was changed meanwhile; read it again.");
            }

            var next = found with
            {
                Name = edit.Name ?? found.Name,
                IsActive = edit.IsActive ?? found.IsActive,
                IsDefault = edit.IsDefault ?? found.IsDefault,
            };
            TermsName.Check(next.Name);
            if (next.Name != found.Name && await unit.FindAsync(Plan.ByName(program, next.Name), ct).ConfigureAwait(false) is not null)
            {
                throw new AffiliateConflictException("name_taken", $"A plan called '{next.Name}' exists already.");
            }

            if (edit.IsDefault == true)
            {
                Undefault(unit, all, except: plan);
            }

            var newest = (await unit.FindAsync(PlanVersion.ByNumber(plan, found.Current), ct).ConfigureAwait(false))!;
            if (edit.Change is { } change)
            {
                return NewVersion(unit, next, change(newest.ReadTerms()), edit.AppliesFrom);
            }

            unit.Save(next);
            return SavedPlan.Of(next with { Version = found.Version + 1 }, newest);
        }, cancellationToken);

    /// <summary>Adds a flow to a plan, as a new version of it; without a plan, to the default one, which is made if need be.</summary>
    /// <returns>The plan; <see langword="null"/> when the program has none with this id.</returns>
    /// <exception cref="ArgumentException">The flow cannot be saved; the message says why.</exception>
    public Task<SavedPlan?> AddFlowAsync(
        ProgramId program, PlanId? plan, Flow flow, DateTimeOffset? appliesFrom = null, CancellationToken cancellationToken = default) =>
        SaveAsync<SavedPlan?>(program, async (unit, all, ct) =>
        {
            var found = plan is { } id ? all.FirstOrDefault(one => one.Id == id) : all.Where(one => one.IsDefault).MinBy(one => one.Id.Value);
            if (found is null)
            {
                return plan is not null
                    ? null
                    : NewDefault(unit, program, flow, appliesFrom, all);
            }

            var newest = await unit.FindAsync(PlanVersion.ByNumber(found.Id, found.Current), ct).ConfigureAwait(false);
            var terms = newest!.ReadTerms();
            return NewVersion(unit, found, terms with { Flows = [.. terms.Flows, flow] }, appliesFrom);
        }, cancellationToken);

    /// <summary>Changes a flow, as a new version of its plan.</summary>
    /// <returns>The plan; <see langword="null"/> when no plan of the program has the flow.</returns>
    /// <exception cref="ArgumentException">The flow cannot be saved; the message says why.</exception>
    public async Task<SavedPlan?> ChangeFlowAsync(
        ProgramId program, FlowId flow, Func<Flow, Flow> change, DateTimeOffset? appliesFrom = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        var owner = (await ListAsync(program, cancellationToken).ConfigureAwait(false))
            .FirstOrDefault(saved => saved.Terms.Flows.Any(one => one.Id == flow));
        return owner is null
            ? null
            : await ChangeAsync(
                program, owner.Plan.Id,
                terms => terms with { Flows = [.. terms.Flows.Select(one => one.Id == flow ? change(one) with { Id = flow } : one)] },
                appliesFrom, null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The plans of a program with their newest versions, oldest first.</summary>
    public async Task<IReadOnlyList<SavedPlan>> ListAsync(ProgramId program, CancellationToken cancellationToken = default)
    {
        var plans = await _store.ListAsync(
            Query<Plan>.All.Equal(p => p.ProgramId, program).Ascending(p => p.Id), cancellationToken).ConfigureAwait(false);
        var versions = (await _store.ListAsync(
            Query<PlanVersion>.All.Equal(v => v.ProgramId, program), cancellationToken).ConfigureAwait(false))
            .ToDictionary(v => (v.PlanId, v.Number));
        return [.. plans.Where(p => versions.ContainsKey((p.Id, p.Current)))
            .Select(p => SavedPlan.Of(p, versions[(p.Id, p.Current)]))];
    }

    /// <summary>A plan with its newest version.</summary>
    /// <returns>The plan; <see langword="null"/> when the program has none with this id.</returns>
    public async Task<SavedPlan?> FindAsync(ProgramId program, PlanId plan, CancellationToken cancellationToken = default) =>
        await _store.FindAsync(Plan.ById(plan), cancellationToken).ConfigureAwait(false) is { } found && found.ProgramId == program
        && await _store.FindAsync(PlanVersion.ByNumber(plan, found.Current), cancellationToken).ConfigureAwait(false) is { } newest
            ? SavedPlan.Of(found, newest)
            : null;

    private async Task<T> SaveAsync<T>(
        ProgramId program, Func<IAffiliateUnit, IReadOnlyList<Plan>, CancellationToken, Task<T>> save, CancellationToken ct)
    {
        CallScope.Audited(_outbox);
        var saved = await _units.RunAsync(
            async (unit, token) => await save(
                unit,
                await unit.ListAsync(Query<Plan>.All.Equal(p => p.ProgramId, program), token).ConfigureAwait(false),
                token).ConfigureAwait(false),
            ct).ConfigureAwait(false);
        _plans.Forget(program);
        return saved;
    }

    private SavedPlan NewDefault(
        IAffiliateUnit unit, ProgramId program, Flow flow, DateTimeOffset? appliesFrom, IReadOnlyList<Plan> all)
    {
        var names = Enumerable.Range(1, all.Count + 1).Select(number => number == 1 ? DefaultName : $"{DefaultName} {number}");
        var name = names.First(free => all.All(plan => !plan.Name.Equals(free, StringComparison.OrdinalIgnoreCase)));
        return Add(unit, program, name, PlanTerms.None with { Flows = [flow] }, true, all, appliesFrom);
    }

    private SavedPlan Add(
        IAffiliateUnit unit, ProgramId program, string name, PlanTerms terms, bool isDefault, IReadOnlyList<Plan> all,
        DateTimeOffset? appliesFrom = null)
    {
        if (isDefault)
        {
            Undefault(unit, all, except: null);
        }

        var now = _time.GetUtcMilliseconds();
        var plan = new Plan
        {
            Id = AffiliateId.New<PlanId>(now),
            ProgramId = program,
            Name = name,
            IsDefault = isDefault,
            Current = 1,
            CreatedAt = now,
        };
        unit.Add(plan);
        return SavedPlan.Of(plan, AddVersion(unit, plan, terms, appliesFrom));
    }

    private SavedPlan NewVersion(IAffiliateUnit unit, Plan plan, PlanTerms terms, DateTimeOffset? appliesFrom)
    {
        var next = plan with { Current = plan.Current + 1 };
        unit.Save(next);
        return SavedPlan.Of(next with { Version = plan.Version + 1 }, AddVersion(unit, next, terms, appliesFrom));
    }

    private PlanVersion AddVersion(IAffiliateUnit unit, Plan plan, PlanTerms terms, DateTimeOffset? appliesFrom)
    {
        var problems = PlanRules.Problems(terms);
        if (problems.Count > 0)
        {
            throw new ArgumentException(string.Join(" ", problems), nameof(terms));
        }

        var now = _time.GetUtcMilliseconds();
        var version = new PlanVersion
        {
            Id = AffiliateId.New<PlanVersionId>(now),
            ProgramId = plan.ProgramId,
            PlanId = plan.Id,
            Number = plan.Current,
            Terms = PlanJson.Write(terms),
            AppliesFrom = appliesFrom?.ToUtcMilliseconds(),
            CreatedAt = now,
        };
        unit.Add(version);
        return version;
    }

    private static void Undefault(IAffiliateUnit unit, IReadOnlyList<Plan> all, PlanId? except)
    {
        foreach (var other in all.Where(plan => plan.IsDefault && plan.Id != except))
        {
            unit.Save(other with { IsDefault = false });
        }
    }
}
