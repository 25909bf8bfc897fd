using Affiliate.TestSupport;
using FsCheck;
using FsCheck.Fluent;

namespace Affiliate.Core.Tests.Tokens;

/// <summary>TX-17: a visit that travels as a signed token.</summary>
public sealed class ContextTokensTests
{
    [Fact]
    public async Task A_token_says_what_was_put_in_and_fits_an_address()
    {
        await using var harness = await TrackerHarness.StartAsync();
        var visit = new Visit { VisitorId = Guid.CreateVersion7(), ClickId = Sample.Id<ClickId>() };

        var token = await harness.Tracker.IssueContextAsync(visit);

        Assert.Equal(Uri.EscapeDataString(token!), token);
        Assert.InRange(token!.Length, 60, 120);
        var (context, reason) = await harness.Tracker.ReadContextAsync(token);
        Assert.Null(reason);
        Assert.Equal((visit.VisitorId, visit.ClickId), (context!.VisitorId, context.ClickId));
        Assert.Equal(context.IssuedAt + TimeSpan.FromDays(90), context.ExpiresAt);
    }

    [Fact]
    public async Task A_visit_without_visitor_and_click_has_no_token()
    {
        await using var harness = await TrackerHarness.StartAsync();

        Assert.Null(await harness.Tracker.IssueContextAsync(new Visit()));
        Assert.Null(await harness.Tracker.IssueContextAsync(new Visit { Context = "made up" }));
    }

    [Fact]
    public async Task It_counts_up_to_its_last_instant_and_not_longer()
    {
        await using var harness = await TrackerHarness.StartAsync();
        var token = await harness.Tracker.IssueContextAsync(
            new Visit { VisitorId = Guid.CreateVersion7() }, TimeSpan.FromHours(1));

        harness.Time.Advance(TimeSpan.FromHours(1));
        Assert.NotNull((await harness.Tracker.ReadContextAsync(token)).Context);
        harness.Time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal("expired", (await harness.Tracker.ReadContextAsync(token)).Reason);
    }

    [Fact]
    public async Task A_token_made_of_a_token_lasts_no_longer()
    {
        await using var harness = await TrackerHarness.StartAsync();
        var first = await harness.Tracker.IssueContextAsync(
            new Visit { VisitorId = Guid.CreateVersion7() }, TimeSpan.FromHours(1));

        var second = await harness.Tracker.IssueContextAsync(new Visit { Context = first }, TimeSpan.FromDays(30));

        Assert.Equal(
            (await harness.Tracker.ReadContextAsync(first)).Context!.ExpiresAt,
            (await harness.Tracker.ReadContextAsync(second)).Context!.ExpiresAt);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(59)]
    [InlineData(401 * 24 * 3600)]
    public async Task A_lifetime_out_of_range_is_refused(int seconds)
    {
        await using var harness = await TrackerHarness.StartAsync();

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => harness.Tracker.IssueContextAsync(
            new Visit { VisitorId = Guid.CreateVersion7() }, TimeSpan.FromSeconds(seconds)));
    }

    [Fact]
    public async Task No_token_but_the_one_that_was_made_counts()
    {
        await using var harness = await TrackerHarness.StartAsync();
        var token = (await harness.Tracker.IssueContextAsync(new Visit { VisitorId = Guid.CreateVersion7() }))!;
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";

        var anyChange = Prop.ForAll(
            Gen.Choose(0, token.Length - 1).ToArbitrary(), Gen.Elements(Alphabet.ToCharArray()).ToArbitrary(),
            (position, character) =>
            {
                var changed = token[..position] + character + token[(position + 1)..];
                return changed == token
                    || harness.Tracker.ReadContextAsync(changed).GetAwaiter().GetResult().Context is null;
            });
        anyChange.QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("1.")]
    [InlineData("made up")]
    [InlineData("development.AAAA")]
    [InlineData("other.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("development.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task What_is_no_token_has_a_reason(string? text)
    {
        await using var harness = await TrackerHarness.StartAsync();

        var (context, reason) = await harness.Tracker.ReadContextAsync(text);

        Assert.Null(context);
        Assert.Contains(reason, new[] { "malformed", "unknown_key", "tampered" });
    }

    [Fact]
    public async Task A_token_of_one_purpose_is_none_of_another()
    {
        await using var harness = await TrackerHarness.StartAsync();
        var other = await harness.Get<SignedTokens>().SealAsync("other", new byte[41], CancellationToken.None);

        Assert.Equal("tampered", (await harness.Tracker.ReadContextAsync(other)).Reason);
    }

    [Fact]
    public async Task Tokens_of_a_former_key_count_while_it_is_known()
    {
        var (old, current) = (Convert.ToBase64String(new byte[32]), Convert.ToBase64String([1, .. new byte[31]]));
        await using var before = await TrackerHarness.StartAsync(a => a.Configure(o => o.Secrets["1"] = old));
        await using var after = await TrackerHarness.StartAsync(a => a.Configure(o =>
        {
            o.Secrets["2"] = current;
            o.Secrets["1"] = old;
        }));
        await using var later = await TrackerHarness.StartAsync(a => a.Configure(o => o.Secrets["2"] = current));
        var token = await before.Tracker.IssueContextAsync(new Visit { VisitorId = Guid.CreateVersion7() });

        Assert.NotNull((await after.Tracker.ReadContextAsync(token)).Context);
        Assert.Equal("unknown_key", (await later.Tracker.ReadContextAsync(token)).Reason);
    }

    [Fact]
    public async Task A_sign_up_with_a_token_binds_without_a_cookie()
    {
        await using var harness = await TrackerHarness.StartAsync();
        var (alpha, visitor) = (await harness.EnrollAsync("alpha"), Guid.CreateVersion7());
        var click = await harness.ClickAsync(alpha, visitor);
        var token = await harness.Tracker.IssueContextAsync(new Visit { VisitorId = visitor });

        var referral = await harness.Tracker.ReferAsync("user-1", new Visit { Context = token });

        Assert.Equal((alpha.Id, click), (referral!.PartnerId, referral.ClickId));
        Assert.Null(await harness.Tracker.ReferAsync("user-2", new Visit { Context = "made up" }));
    }

    [Fact]
    public async Task I17_a_token_of_another_program_binds_nobody()
    {
        await using var harness = await TrackerHarness.StartAsync(
            a => a.AddProgram("main", _ => { }).AddProgram("other", _ => { }));
        var (alpha, visitor) = (await harness.EnrollAsync("alpha"), Guid.CreateVersion7());
        await harness.ClickAsync(alpha, visitor);
        var token = await harness.Tracker.IssueContextAsync(new Visit { VisitorId = visitor, Program = "other" });

        Assert.Null(await harness.Tracker.ReferAsync("user-1", new Visit { Context = token }));
    }
}
