namespace Affiliate.Core.Tests.Referrals;

/// <summary>Semantics, "Anchor": where the program wants it, a later click wins a bound customer who has paid nothing.</summary>
public sealed class RebindTests
{
    [Theory]
    [InlineData(30, 31, true)]
    [InlineData(30, 30, true)]
    [InlineData(30, 29, false)]
    [InlineData(null, 300, false)]
    public async Task A_click_after_so_many_days_without_a_payment_moves_the_customer(int? wait, int clickDay, bool isMoved)
    {
        await using var harness = await StartAsync(wait);
        var (alpha, beta) = (await harness.EnrollAsync("alpha"), await harness.EnrollAsync("beta"));
        await harness.Tracker.ReferAsync("user-1", new Visit { ClickId = await harness.ClickAsync(alpha) });
        harness.Time.Advance(TimeSpan.FromDays(clickDay));
        var click = await harness.ClickAsync(beta);
        harness.Time.Advance(TimeSpan.FromDays(5));

        var recorded = await BuyAsync(harness, "t-1", click);

        var winner = isMoved ? beta : alpha;
        Assert.Equal(winner.Id, Assert.Single(await harness.ListAsync<Sale>()).PartnerId);
        Assert.Equal(winner.Id, Assert.Single(await harness.ListAsync<Referral>()).PartnerId);
        Assert.Equal(RecordOutcome.Accrued, recorded.Outcome);
        var changes = await harness.ListAsync(Query<LoggedEvent>.All.Equal(e => e.Type, EventTypes.ReferralChanged));
        Assert.Equal(isMoved ? 1 : 0, changes.Count);
        await harness.VerifyLedgerAsync();
    }

    [Fact]
    public async Task Who_paid_once_stays_and_a_payment_from_before_is_the_first_partners()
    {
        await using var harness = await StartAsync(30);
        var (alpha, beta) = (await harness.EnrollAsync("alpha"), await harness.EnrollAsync("beta"));
        await harness.Tracker.ReferAsync("user-1", new Visit { ClickId = await harness.ClickAsync(alpha) });
        await harness.Tracker.ReferAsync("user-2", new Visit { ClickId = await harness.ClickAsync(alpha) });
        var bound = harness.Time.GetUtcNow();
        harness.Time.Advance(TimeSpan.FromDays(20));
        await BuyAsync(harness, "t-1", null);
        harness.Time.Advance(TimeSpan.FromDays(60));
        var click = await harness.ClickAsync(beta);
        harness.Time.Advance(TimeSpan.FromDays(1));

        await BuyAsync(harness, "t-2", click);
        await BuyAsync(harness, "t-3", click, "user-2");
        await BuyAsync(harness, "t-4", null, "user-2", bound.AddDays(10));

        var sales = (await harness.ListAsync<Sale>()).ToDictionary(sale => sale.TransactionId, sale => sale.PartnerId);
        Assert.Equal(
            [alpha.Id, alpha.Id, beta.Id, alpha.Id], new[] { "t-1", "t-2", "t-3", "t-4" }.Select(id => sales[id]));
        await harness.VerifyLedgerAsync();
    }

    [Fact]
    public async Task Whom_a_person_credited_no_click_moves()
    {
        await using var harness = await StartAsync(1);
        var (alpha, beta) = (await harness.EnrollAsync("alpha"), await harness.EnrollAsync("beta"));
        await harness.Tracker.ReferAsync("user-1", new Visit { ClickId = await harness.ClickAsync(beta) });
        harness.Time.Advance(TimeSpan.FromMinutes(1));
        await harness.Get<ReferralDesk>().CorrectAsync(
            new ReferralCorrection { Customer = "user-1", Partner = alpha.Id, Actor = "owner", Reason = "agreed" });
        harness.Time.Advance(TimeSpan.FromDays(2));

        await BuyAsync(harness, "t-1", await harness.ClickAsync(beta));

        Assert.Equal(alpha.Id, Assert.Single(await harness.ListAsync<Sale>()).PartnerId);
        await harness.VerifyLedgerAsync();
    }

    [Fact]
    public async Task A_sign_in_moves_the_customer_too_and_says_which_clicks_competed()
    {
        await using var harness = await StartAsync(30);
        var (alpha, beta) = (await harness.EnrollAsync("alpha"), await harness.EnrollAsync("beta"));
        var visitor = Guid.NewGuid();
        await harness.Tracker.ReferAsync("user-1", new Visit { ClickId = await harness.ClickAsync(alpha, visitor) });
        harness.Time.Advance(TimeSpan.FromDays(40));
        await harness.ClickAsync(beta, visitor);

        var referral = await harness.Tracker.SignInAsync("user-1", new Visit { VisitorId = visitor });
        var again = await harness.Tracker.SignInAsync("user-1", new Visit { VisitorId = visitor });

        Assert.Equal((beta.Id, beta.Id), (referral!.PartnerId, again!.PartnerId));
        var explanation = await harness.Get<ReferralDesk>().ExplainAsync("user-1");
        Assert.Equal(2, explanation!.Decisions.Count);
        Assert.Equal(["won", "bound"], explanation.Decisions[0].Clicks.Select(click => click.Verdict));
        var changed = Assert.Single(await harness.ListAsync(Query<LoggedEvent>.All.Equal(e => e.Type, EventTypes.ReferralChanged)));
        Assert.Contains("\"actor\":\"click\"", changed.Payload, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_merging_off_a_sign_in_binds_nobody_and_makes_no_customer()
    {
        await using var harness = await TrackerHarness.StartAsync(a => a.AddProgram("main", program => program.MergesAtSignIn = false));
        var alpha = await harness.EnrollAsync("alpha");
        var (first, second) = (await harness.ClickAsync(alpha), await harness.ClickAsync(alpha));

        Assert.Null(await harness.Tracker.SignInAsync("user-1", new Visit { ClickId = first }));
        Assert.Empty(await harness.ListAsync<Customer>());
        await harness.Tracker.ReferAsync("user-1", new Visit { ClickId = second });
        Assert.Equal(alpha.Id, (await harness.Tracker.SignInAsync("user-1", new Visit { ClickId = first }))!.PartnerId);
    }

    private static Task<TrackerHarness> StartAsync(int? wait) => TrackerHarness.StartAsync(
        a => a.AddProgram("main", program => program.RebindAfter = wait is { } days ? TimeSpan.FromDays(days) : null));

    private static Task<Recorded> BuyAsync(
        TrackerHarness harness, string id, ClickId? click, string user = "user-1", DateTimeOffset? at = null) => harness.Tracker.RecordAsync(new Payment
        {
            Source = id,
            Amount = new Money(10_000, "USD"),
            Evidence = new PaymentEvidence { CustomerKey = user, Click = click?.ToString() },
            OccurredAt = at,
        });
}
