namespace Affiliate.Core.Tests.Referrals;

/// <summary>Semantics, "Windows": the partner's own window, else the group's, else the program's; the last instant included.</summary>
public sealed class AttributionWindowTests
{
    [Theory]
    [InlineData(null, null, 90)]
    [InlineData(null, 14, 14)]
    [InlineData(7, 14, 7)]
    [InlineData(200, 14, 200)]
    public async Task The_nearest_window_decides_at_sign_up_and_for_who_asks_before(int? own, int? groups, int lastDay)
    {
        foreach (var isInside in new[] { true, false })
        {
            await using var harness = await TrackerHarness.StartAsync();
            var program = await harness.Get<ProgramDirectory>().GetDefaultAsync(CancellationToken.None);
            var group = await harness.Get<GroupDesk>().CreateAsync(program.Id, "Some", new GroupTerms { AttributionWindow = Days(groups) });
            var alpha = await harness.Tracker.EnrollAsync(new NewPartner
            {
                Email = "alpha@example.com",
                Slug = "alpha",
                Status = PartnerStatus.Active,
                GroupId = group.Group.Id,
                AttributionWindow = Days(own),
            });
            var visitor = Guid.NewGuid();
            var click = await harness.ClickAsync(alpha, visitor);
            harness.Time.Advance(TimeSpan.FromDays(lastDay) + TimeSpan.FromMilliseconds(isInside ? 0 : 1));

            var latest = await harness.Get<LastClick>().OfAsync(visitor, program, harness.Time.GetUtcNow(), CancellationToken.None);
            var referral = await harness.Tracker.ReferAsync("user-1", new Visit { VisitorId = visitor });

            Assert.Equal(isInside ? click : null, latest?.Id);
            Assert.Equal(isInside ? alpha.Id : null, referral?.PartnerId);
            Assert.Equal(isInside ? null : "outside_window", Assert.Single(await harness.ListAsync<Lead>()).Reason);
        }
    }

    /// <summary>Every arrival is a click of its own: coming again through the same partner begins the window anew.</summary>
    [Fact]
    public async Task The_window_slides_on_a_click_made_again()
    {
        await using var harness = await TrackerHarness.StartAsync();
        var alpha = await harness.EnrollAsync("alpha");
        var visitor = Guid.NewGuid();
        await harness.ClickAsync(alpha, visitor);
        harness.Time.Advance(TimeSpan.FromDays(60));
        await harness.ClickAsync(alpha, visitor);
        harness.Time.Advance(TimeSpan.FromDays(60));

        Assert.NotNull(await harness.Tracker.ReferAsync("user-1", new Visit { VisitorId = visitor }));
    }

    [Fact]
    public async Task A_window_of_none_or_of_years_is_refused()
    {
        await using var harness = await TrackerHarness.StartAsync();
        var program = await harness.Get<ProgramDirectory>().GetDefaultAsync(CancellationToken.None);
        foreach (var days in new[] { 0, 367 })
        {
            await Assert.ThrowsAsync<ArgumentException>(() => harness.Tracker.EnrollAsync(
                new NewPartner { Email = "alpha@example.com", Slug = "alpha", AttributionWindow = Days(days) }));
            await Assert.ThrowsAsync<ArgumentException>(() => harness.Get<GroupDesk>().CreateAsync(
                program.Id, "Some", new GroupTerms { AttributionWindow = Days(days) }));
        }
    }

    private static TimeSpan? Days(int? days) => days is { } count ? TimeSpan.FromDays(count) : null;
}
