namespace Affiliate.Core.Tests.Partners;

public sealed class EnrollmentTests
{
    [Fact]
    public async Task AH_30_a_partner_starts_invited_with_a_default_link_and_an_event()
    {
        await using var harness = await TrackerHarness.StartAsync();

        var partner = await harness.Tracker.EnrollAsync(new NewPartner { Email = " Jo@Example.COM ", Slug = "Jo-1" });

        Assert.Equal(("jo@example.com", "jo-1", PartnerStatus.Invited), (partner.Email, partner.Slug, partner.Status));
        Assert.Equal("jo-1", Assert.Single(await harness.ListAsync<Link>()).Slug);
        var line = Assert.Single(await harness.ListAsync(Query<LoggedEvent>.All.Equal(e => e.Type, "partner.created")));
        Assert.Equal(partner.Id, line.PartnerId);
    }

    [Theory]
    [InlineData("jo@example.com", "other", "email_taken")]
    [InlineData("JO@example.com ", "other", "email_taken")]
    [InlineData("other@example.com", "JO", "slug_taken")]
    public async Task A_taken_address_or_slug_is_refused_whatever_its_case(string email, string slug, string code)
    {
        await using var harness = await TrackerHarness.StartAsync();
        await harness.Tracker.EnrollAsync(new NewPartner { Email = "jo@example.com", Slug = "jo" });

        var conflict = await Assert.ThrowsAsync<AffiliateConflictException>(
            () => harness.Tracker.EnrollAsync(new NewPartner { Email = email, Slug = slug }));

        Assert.Equal(code, conflict.Code);
        Assert.Single(await harness.ListAsync<Partner>());
    }

    [Fact]
    public async Task A_user_of_the_host_is_one_partner_of_a_program()
    {
        await using var harness = await TrackerHarness.StartAsync();
        await harness.Tracker.EnrollAsync(new NewPartner { Email = "jo@example.com", Slug = "jo", UserKey = "user-1" });

        var conflict = await Assert.ThrowsAsync<AffiliateConflictException>(
            () => harness.Tracker.EnrollAsync(new NewPartner { Email = "other@example.com", Slug = "other", UserKey = "user-1" }));

        Assert.Equal("user_key_taken", conflict.Code);
        Assert.Single(await harness.ListAsync<Partner>());
    }

    [Fact]
    public async Task C1_of_fifty_enrolments_under_one_slug_at_once_one_succeeds()
    {
        await using var harness = await TrackerHarness.StartAsync();

        var outcomes = await harness.RunClockUntilAsync(Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(() =>
            Record.ExceptionAsync(() => harness.Tracker.EnrollAsync(
                new NewPartner { Email = $"jo{i}@example.com", Slug = "jo" }))))));

        Assert.Single(outcomes, exception => exception is null);
        Assert.All(outcomes.OfType<Exception>(), exception => Assert.IsType<AffiliateConflictException>(exception));
        Assert.Single(await harness.ListAsync<Partner>());
    }

    [Theory]
    [InlineData("", "jo")]
    [InlineData("jo", "jo")]
    [InlineData("jo@", "jo")]
    [InlineData("@example.com", "jo")]
    [InlineData("jo @example.com", "jo")]
    [InlineData("jo@example.com", "")]
    [InlineData("jo@example.com", "j o")]
    [InlineData("jo@example.com", "jö")]
    [InlineData("jo@example.com", "../jo")]
    public async Task What_is_no_address_or_slug_is_refused(string email, string slug)
    {
        await using var harness = await TrackerHarness.StartAsync();

        await Assert.ThrowsAsync<ArgumentException>(
            () => harness.Tracker.EnrollAsync(new NewPartner { Email = email, Slug = slug }));
    }

    [Fact]
    public async Task An_unknown_program_is_refused()
    {
        await using var harness = await TrackerHarness.StartAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => harness.Tracker.EnrollAsync(
            new NewPartner { Program = "nowhere", Email = "jo@example.com", Slug = "jo" }));
    }

    [Fact]
    public async Task The_link_works_at_once_also_when_it_was_tried_before()
    {
        await using var harness = await TrackerHarness.StartAsync();
        var program = await harness.Get<ProgramDirectory>().GetDefaultAsync(default);
        Assert.Null(await harness.Get<LinkDirectory>().FindAsync(program.Id, "jo", default));

        var partner = await harness.EnrollAsync("jo");

        Assert.Equal(partner, (await harness.Get<LinkDirectory>().FindAsync(program.Id, "jo", default))?.Partner);
    }
}
