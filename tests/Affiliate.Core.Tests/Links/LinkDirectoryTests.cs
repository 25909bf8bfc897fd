namespace Affiliate.Core.Tests.Links;

public sealed class LinkDirectoryTests : IAsyncLifetime
{
    private readonly Installation _host = new();
    private readonly Partner _alpha = Sample.Partner();
    private readonly Link _link;

    public LinkDirectoryTests() => _link = Sample.Link(_alpha) with { Slug = "alpha" };

    private LinkDirectory Links => _host.Get<LinkDirectory>();

    public async Task InitializeAsync()
    {
        await _host.AddAsync(_alpha);
        await _host.AddAsync(_link);
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [InlineData("alpha")]
    [InlineData("ALPHA")]
    public async Task A_slug_leads_to_the_link_and_its_partner(string slug) =>
        Assert.Equal(new LinkTarget(_link, _alpha), await FindAsync(slug));

    [Theory]
    [InlineData("beta")]
    [InlineData("no slug")]
    [InlineData("")]
    public async Task Other_slugs_lead_nowhere(string slug) => Assert.Null(await FindAsync(slug));

    /// <summary>I17: a slug belongs to its program.</summary>
    [Fact]
    public async Task The_slug_of_another_program_leads_nowhere() =>
        Assert.Null(await Links.FindAsync(Sample.Id<ProgramId>(), "alpha", default));

    [Fact]
    public async Task A_link_at_hand_answers_at_once_without_allocation()
    {
        await FindAsync("alpha");
        var before = GC.GetAllocatedBytesForCurrentThread();

        var answer = Links.FindAsync(_alpha.ProgramId, "alpha", default);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(answer.IsCompletedSuccessfully);
        Assert.Equal(_link, (await answer)!.Link);
    }

    /// <summary>C10: also that a link does not exist is believed for ten seconds only.</summary>
    [Fact]
    public async Task Changes_elsewhere_count_after_ten_seconds()
    {
        Assert.Null(await FindAsync("beta"));
        Assert.NotNull(await FindAsync("alpha"));
        await _host.AddAsync(Sample.Link(_alpha) with { Slug = "beta" });
        await SaveAsync(_alpha with { Status = PartnerStatus.Suspended });

        _host.Time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.Null(await FindAsync("beta"));
        Assert.Equal(PartnerStatus.Active, (await FindAsync("alpha"))!.Partner.Status);

        _host.Time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.NotNull(await FindAsync("beta"));
        Assert.Equal(PartnerStatus.Suspended, (await FindAsync("alpha"))!.Partner.Status);
    }

    [Fact]
    public async Task Changes_here_count_at_once_when_the_copy_is_forgotten()
    {
        Assert.Null(await FindAsync("beta"));
        await _host.AddAsync(Sample.Link(_alpha) with { Slug = "beta" });

        Links.Forget(_alpha.ProgramId, "Beta");

        Assert.NotNull(await FindAsync("beta"));
    }

    /// <summary>I3: a known link is known while the database is away.</summary>
    [Fact]
    public async Task Known_links_stay_known_while_the_store_is_away()
    {
        await FindAsync("alpha");
        _host.Store.IsAway = true;
        _host.Time.Advance(TimeSpan.FromHours(1));

        Assert.NotNull(await FindAsync("alpha"));
        await Assert.ThrowsAsync<IOException>(() => FindAsync("beta"));
        _host.Store.IsAway = false;
        Assert.Null(await FindAsync("beta"));
    }

    /// <summary>T24: made-up slugs take bounded memory and push out no real link.</summary>
    [Fact]
    public async Task A_flood_of_unknown_slugs_is_bounded_and_leaves_real_links_alone()
    {
        var known = await FindAsync("alpha");
        for (var i = 0; i < 25_000; i++)
        {
            await Links.FindAsync(_alpha.ProgramId, FormattableString.Invariant($"made-up-{i}"), default);
        }

        Assert.InRange(Links.CopyCount, 1, 10_001);
        Assert.Same(known, await FindAsync("alpha"));
    }

    [Fact]
    public async Task Requests_that_come_together_read_once()
    {
        var reads = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => FindAsync("alpha")))).InTime();

        Assert.All(reads, target => Assert.Same(reads[0], target));
    }

    private async Task<LinkTarget?> FindAsync(string slug) => await Links.FindAsync(_alpha.ProgramId, slug, default);

    private Task<bool> SaveAsync(Partner partner) => _host.Memory.ExecuteAsync(
        (unit, _) =>
        {
            unit.Save(partner);
            return Task.FromResult(true);
        },
        CancellationToken.None);
}
