namespace Affiliate;

/// <summary>What the owner of a program decides about groups (AF-28). Terms are never changed: a change adds terms from some date on.</summary>
public sealed class GroupDesk
{
    private readonly IAffiliateStore _store;
    private readonly UnitRunner _units;
    private readonly PlanDirectory _plans;
    private readonly EventOutbox _outbox;
    private readonly TimeProvider _time;

    internal GroupDesk(IAffiliateStore store, UnitRunner units, PlanDirectory plans, EventOutbox outbox, TimeProvider time)
    {
        _outbox = outbox;
        _store = store;
        _units = units;
        _plans = plans;
        _time = time;
    }

    /// <summary>Makes a group.</summary>
    /// <exception cref="ArgumentException">The name or the terms are not valid.</exception>
    /// <exception cref="AffiliateConflictException">The name is in use (<c>name_taken</c>).</exception>
    public Task<SavedGroup> CreateAsync(
        ProgramId program, string name, GroupTerms terms, CancellationToken cancellationToken = default) =>
        SaveAsync(program, async (unit, ct) =>
        {
            await RefuseTakenAsync(unit, program, name, ct).ConfigureAwait(false);
            return await AddAsync(unit, program, name, terms, ct).ConfigureAwait(false);
        }, cancellationToken);

    /// <summary>Changes a group: its name or activity now, its terms from a date on.</summary>
    /// <param name="program">The program.</param>
    /// <param name="group">The group.</param>
    /// <param name="change">Makes the new terms of the newest ones; the same terms again add nothing.</param>
    /// <param name="name">Another name.</param>
    /// <param name="isActive">Whether partners can be put into it; the default group always stays active.</param>
    /// <param name="effectiveFrom">From when the new terms hold. Default: now.</param>
    /// <param name="cancellationToken">Gives up; nothing is changed then.</param>
    /// <returns>The group; <see langword="null"/> when the program has none with this id.</returns>
    /// <exception cref="ArgumentException">The name or the terms are not valid.</exception>
    /// <exception cref="AffiliateConflictException">The name is in use (<c>name_taken</c>), or it is the default group (<c>default_group</c>).</exception>
    public Task<SavedGroup?> ChangeAsync(
        ProgramId program, GroupId group, Func<GroupTerms, GroupTerms> change, string? name = null, bool? isActive = null,
        DateTimeOffset? effectiveFrom = null, CancellationToken cancellationToken = default) =>
        SaveAsync<SavedGroup?>(program, async (unit, ct) =>
        {
            ArgumentNullException.ThrowIfNull(change);
            var found = await unit.FindAsync(PartnerGroup.ById(group), ct).ConfigureAwait(false);
            if (found is null || found.ProgramId != program)
            {
                return null;
            }

            if (found.Name == PartnerGroup.DefaultName && (isActive == false || (name is not null && name != found.Name)))
            {
                throw new AffiliateConflictException("default_group", "The default group keeps its name and stays active.");
            }

            if (name is not null && name != found.Name)
            {
                await RefuseTakenAsync(unit, program, name, ct).ConfigureAwait(false);
            }

            var newest = (await unit.ListAsync(NewestOf(group).Take(1), ct).ConfigureAwait(false))[0];
            var terms = change(GroupTerms.Of(newest));
            var next = found with { Name = name ?? found.Name, IsActive = isActive ?? found.IsActive };

            // Saved also when only the terms change: its version decides between two changes at once.
            unit.Save(next);
            if (terms != GroupTerms.Of(newest))
            {
                newest = await AddPolicyAsync(unit, next, terms, newest.Number + 1, effectiveFrom, ct).ConfigureAwait(false);
            }

            return new SavedGroup(next with { Version = found.Version + 1 }, newest);
        }, cancellationToken);

    /// <summary>The groups of a program with their newest terms, oldest first; the default one is among them.</summary>
    public async Task<IReadOnlyList<SavedGroup>> ListAsync(ProgramId program, CancellationToken cancellationToken = default)
    {
        var groups = await _store.ListAsync(
            Query<PartnerGroup>.All.Equal(g => g.ProgramId, program).Ascending(g => g.Id), cancellationToken).ConfigureAwait(false);
        var policies = (await _store.ListAsync(
            Query<GroupPolicy>.All.Equal(p => p.ProgramId, program), cancellationToken).ConfigureAwait(false)).ToLookup(p => p.GroupId);
        return [.. groups.Select(group => new SavedGroup(group, policies[group.Id].MaxBy(p => p.Number)!))];
    }

    /// <summary>A group with its newest terms.</summary>
    /// <returns>The group; <see langword="null"/> when the program has none with this id.</returns>
    public async Task<SavedGroup?> FindAsync(ProgramId program, GroupId group, CancellationToken cancellationToken = default) =>
        await _store.FindAsync(PartnerGroup.ById(group), cancellationToken).ConfigureAwait(false) is { } found && found.ProgramId == program
        && await _store.FindAsync(NewestOf(group), cancellationToken).ConfigureAwait(false) is { } newest
            ? new SavedGroup(found, newest)
            : null;

    /// <summary>Puts a partner into a group, or under a plan of their own. Their sales follow from the next one on; durations go on.</summary>
    /// <param name="program">The program.</param>
    /// <param name="partner">The partner.</param>
    /// <param name="group">The group; <see langword="null"/> for the default one.</param>
    /// <param name="plan">The plan; <see langword="null"/> for the group's or the program's.</param>
    /// <param name="cancellationToken">Gives up; nothing is changed then.</param>
    /// <returns>The partner; <see langword="null"/> when the program has none with this id.</returns>
    /// <exception cref="ArgumentException">Group or plan are unknown in the program, or no longer active.</exception>
    public Task<Partner?> AssignAsync(
        ProgramId program, PartnerId partner, GroupId? group, PlanId? plan, CancellationToken cancellationToken = default) =>
        SaveAsync(program, async (unit, ct) =>
        {
            var found = await unit.FindAsync(Partner.ById(partner), ct).ConfigureAwait(false);
            if (found is null || found.ProgramId != program)
            {
                return null;
            }

            if (group is { } groupId && (await unit.FindAsync(PartnerGroup.ById(groupId), ct).ConfigureAwait(false)
                is not { IsActive: true } known || known.ProgramId != program))
            {
                throw new ArgumentException("The group is unknown or no longer active.", nameof(group));
            }

            await CheckPlanAsync(unit, program, plan, ct).ConfigureAwait(false);
            if (found.GroupId == group && found.PlanId == plan)
            {
                return found;
            }

            var moved = found with { GroupId = group, PlanId = plan, TermsSince = _time.GetUtcMilliseconds() };
            unit.Save(moved);
            _outbox.Publish(unit, PartnerUpdated.Of(found, moved, reason: null));
            return moved with { Version = found.Version + 1 };
        }, cancellationToken);

    private static Query<GroupPolicy> NewestOf(GroupId group) =>
        Query<GroupPolicy>.All.Equal(p => p.GroupId, group).Descending(p => p.Number);

    private async Task<T> SaveAsync<T>(
        ProgramId program, Func<IAffiliateUnit, CancellationToken, Task<T>> save, CancellationToken ct)
    {
        CallScope.Audited(_outbox);
        var saved = await _units.RunAsync(save, ct).ConfigureAwait(false);
        _plans.Forget(program);
        return saved;
    }

    private static async Task RefuseTakenAsync(IAffiliateUnit unit, ProgramId program, string name, CancellationToken ct)
    {
        TermsName.Check(name);
        if (await unit.FindAsync(PartnerGroup.ByName(program, name), ct).ConfigureAwait(false) is not null)
        {
            throw new AffiliateConflictException("name_taken", $"A group called '{name}' exists already.");
        }
    }

    private async Task<SavedGroup> AddAsync(
        IAffiliateUnit unit, ProgramId program, string name, GroupTerms terms, CancellationToken ct)
    {
        var now = _time.GetUtcMilliseconds();
        var group = new PartnerGroup { Id = AffiliateId.New<GroupId>(now), ProgramId = program, Name = name, CreatedAt = now };
        unit.Add(group);
        return new SavedGroup(group, await AddPolicyAsync(unit, group, terms, 1, null, ct).ConfigureAwait(false));
    }

    private async Task<GroupPolicy> AddPolicyAsync(
        IAffiliateUnit unit, PartnerGroup group, GroupTerms terms, int number, DateTimeOffset? effectiveFrom, CancellationToken ct)
    {
        await CheckPlanAsync(unit, group.ProgramId, terms.PlanId, ct).ConfigureAwait(false);
        if (terms.HoldPeriod is { } hold && (hold < TimeSpan.Zero || hold > TimeSpan.FromDays(366)))
        {
            throw new ArgumentException("The hold is 0 to 366 days.", nameof(terms));
        }

        if (!AttributionWindows.IsValid(terms.AttributionWindow))
        {
            throw new ArgumentException("The attribution window is 1 to 366 days.", nameof(terms));
        }

        var policy = GroupPolicy.Of(group, terms, number, _time.GetUtcMilliseconds(), effectiveFrom);
        unit.Add(policy);
        return policy;
    }

    private static async Task CheckPlanAsync(IAffiliateUnit unit, ProgramId program, PlanId? plan, CancellationToken ct)
    {
        if (plan is { } id && (await unit.FindAsync(Plan.ById(id), ct).ConfigureAwait(false) is not { IsActive: true } known
            || known.ProgramId != program))
        {
            throw new ArgumentException("The plan is unknown or no longer active.", nameof(plan));
        }
    }
}
