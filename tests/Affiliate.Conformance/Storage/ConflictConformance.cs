namespace Affiliate.Conformance;

/// <summary>Unique keys and versions: who comes second fails, wholly, with <see cref="StoreConflictException"/>.</summary>
public abstract class ConflictConformance : StoreConformance
{
    /// <summary>A primary key that exists fails the whole unit.</summary>
    [ConditionalFact]
    public async Task A_primary_key_that_exists_fails_the_unit()
    {
        var first = Sample.Partner();
        await AddAsync(first);

        await ConflictsAsync(Sample.Partner() with { Id = first.Id });
        AssertSame(first, await FindAsync(Partner.ById(first.Id)));
    }

    /// <summary>A unique key that exists fails the whole unit, whichever of several keys it is.</summary>
    [ConditionalFact]
    public async Task A_unique_key_that_exists_fails_the_unit()
    {
        var first = Sample.Partner();
        await AddAsync(first);

        await ConflictsAsync(Sample.Partner(first.ProgramId) with { Email = first.Email });
        await ConflictsAsync(Sample.Partner(first.ProgramId) with { Slug = first.Slug });
        AssertSame(first, Assert.Single(await ListAsync(Query<Partner>.All)));
    }

    /// <summary>Two records of one unit may not share a unique key either.</summary>
    [ConditionalFact]
    public async Task A_unit_conflicts_with_itself()
    {
        var program = Sample.Id<ProgramId>();

        await Assert.ThrowsAsync<StoreConflictException>(() => AddAsync(
            Sample.Partner(program) with { Slug = "same" }, Sample.Partner(program) with { Slug = "same" }));

        Assert.Empty(await ListAsync(Query<Partner>.All));
    }

    /// <summary>A key of several fields is taken only when all of them are the same.</summary>
    [ConditionalFact]
    public async Task A_key_of_several_fields_is_compared_as_a_whole()
    {
        var (one, other) = (Sample.Partner(), Sample.Partner());

        await AddAsync(one with { Slug = "same" }, other with { Slug = "same" });

        Assert.Equal(one.Id, (await FindAsync(Partner.BySlug(one.ProgramId, "same")))?.Id);
        Assert.Equal(other.Id, (await FindAsync(Partner.BySlug(other.ProgramId, "same")))?.Id);
    }

    /// <summary>Saving takes another record's unique key as little as adding does.</summary>
    [ConditionalFact]
    public async Task A_save_that_takes_anothers_key_fails_the_unit()
    {
        var first = Sample.Partner();
        var second = Sample.Partner(first.ProgramId);
        await AddAsync(first, second);

        await Assert.ThrowsAsync<StoreConflictException>(() => SaveAsync(second with { Slug = first.Slug }));

        AssertSame(second, await FindAsync(Partner.ById(second.Id)));
    }

    /// <summary>A save keeps everything it says and raises the version by one.</summary>
    [ConditionalFact]
    public async Task A_save_raises_the_version_by_one()
    {
        var partner = Sample.Partner();
        await AddAsync(partner);

        await SaveAsync(partner with { FirstName = "First", Commission = new Rate(3_000), Status = PartnerStatus.Suspended });

        var expected = partner with
        {
            FirstName = "First",
            Commission = new Rate(3_000),
            Status = PartnerStatus.Suspended,
            Version = 1,
        };
        AssertSame(expected, await FindAsync(Partner.ById(partner.Id)));
        await SaveAsync(expected with { FirstName = null });
        AssertSame(expected with { FirstName = null, Version = 2 }, await FindAsync(Partner.ById(partner.Id)));
    }

    /// <summary>A saved record is found by its new key, and its old key is free.</summary>
    [ConditionalFact]
    public async Task A_save_moves_a_record_to_its_new_key()
    {
        var partner = Sample.Partner();
        await AddAsync(partner);

        await SaveAsync(partner with { Slug = "new" });

        Assert.Equal(partner.Id, (await FindAsync(Partner.BySlug(partner.ProgramId, "new")))?.Id);
        Assert.Null(await FindAsync(Partner.BySlug(partner.ProgramId, partner.Slug)));
        await AddAsync(Sample.Partner(partner.ProgramId) with { Slug = partner.Slug });
    }

    /// <summary>Saving what somebody else has saved meanwhile fails the whole unit.</summary>
    [ConditionalFact]
    public async Task A_stale_save_fails_the_unit()
    {
        var (partner, added) = (Sample.Partner(), Sample.Link());
        await AddAsync(partner);
        await SaveAsync(partner with { FirstName = "First" });

        await Assert.ThrowsAsync<StoreConflictException>(() => ExecuteAsync(unit =>
        {
            unit.Add(added);
            unit.Save(partner with { FirstName = "Second" });
            return Task.CompletedTask;
        }));

        Assert.Equal("First", (await FindAsync(Partner.ById(partner.Id)))?.FirstName);
        Assert.Null(await FindAsync(Link.BySlug(added.ProgramId, added.Slug)));
    }

    /// <summary>Saving what was removed meanwhile, or never existed, is a conflict too.</summary>
    [ConditionalFact]
    public async Task A_save_of_a_missing_record_fails_the_unit()
    {
        await Assert.ThrowsAsync<StoreConflictException>(() => SaveAsync(Sample.Partner()));

        Assert.Empty(await ListAsync(Query<Partner>.All));
    }

    /// <summary>A removed record is gone, and its keys are free.</summary>
    [ConditionalFact]
    public async Task A_removed_record_is_gone()
    {
        var (partner, other) = (Sample.Partner(), Sample.Partner());
        await AddAsync(partner, other);

        await RemoveAsync(partner);

        Assert.Null(await FindAsync(Partner.ById(partner.Id)));
        Assert.Null(await FindAsync(Partner.BySlug(partner.ProgramId, partner.Slug)));
        AssertSame(other, Assert.Single(await ListAsync(Query<Partner>.All)));
        await AddAsync(partner);
    }

    /// <summary>Removing what somebody else has saved meanwhile fails the whole unit.</summary>
    [ConditionalFact]
    public async Task A_stale_removal_fails_the_unit()
    {
        var partner = Sample.Partner();
        await AddAsync(partner);
        await SaveAsync(partner with { FirstName = "First" });

        await Assert.ThrowsAsync<StoreConflictException>(() => RemoveAsync(partner));

        Assert.NotNull(await FindAsync(Partner.ById(partner.Id)));
    }

    /// <summary>Of two who remove the same record, the second one's unit fails, also without a version.</summary>
    [ConditionalFact]
    public async Task A_removal_of_a_missing_record_fails_the_unit()
    {
        var (tally, sum) = (Sample.Tally(), Sample.Tally());
        await AddAsync(tally);
        await RemoveAsync(tally);

        await Assert.ThrowsAsync<StoreConflictException>(() => ExecuteAsync(unit =>
        {
            unit.Add(sum);
            unit.Remove(tally);
            return Task.CompletedTask;
        }));

        Assert.Empty(await ListAsync(Query<ClickTally>.All));
    }

    private async Task ConflictsAsync(Partner partner)
    {
        var companion = Sample.Link();

        await Assert.ThrowsAsync<StoreConflictException>(() => ExecuteAsync(unit =>
        {
            unit.Add(companion);
            unit.Add(partner);
            return Task.CompletedTask;
        }));

        Assert.Null(await FindAsync(Link.BySlug(companion.ProgramId, companion.Slug)));
    }
}
