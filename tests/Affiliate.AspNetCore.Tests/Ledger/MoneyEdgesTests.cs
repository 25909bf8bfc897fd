using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Affiliate.AspNetCore.Tests;

/// <summary>Money that cannot be, over HTTP (reliability §9): every answer is one of the table, and the ledger stays right.</summary>
public sealed class MoneyEdgesTests : IAsyncLifetime
{
    private TestHost _host = null!;
    private (string, string) _key;

    public async Task InitializeAsync()
    {
        _host = await TestHost.StartAsync();
        await _host.AddPartnerAsync("alpha");
        _key = ("Authorization", $"Bearer {await _host.AddKeyAsync()}");
        var click = await _host.PostAsync("/affiliate/track/click", """{"ref":"alpha"}""").JsonAsync();
        await PostAsync("/track/lead", $$"""{"customer_key":"user-7","click_id":"{{click.GetProperty("click_id").GetString()}}"}""").JsonAsync();
    }

    /// <summary>Every test that moves money ends here (I15).</summary>
    public async Task DisposeAsync()
    {
        Assert.Empty(await _host.Services.GetRequiredService<LedgerAudit>().VerifyAsync());
        await _host.DisposeAsync();
    }

    [Theory]
    [InlineData("1000000000000001", "USD", "amount_cents")]
    [InlineData("9223372036854775807", "USD", "amount_cents")]
    [InlineData("9223372036854775808", "USD", "amount_cents")]
    [InlineData("1e30", "USD", "amount_cents")]
    [InlineData("-1", "USD", "amount_cents")]
    [InlineData("99.5", "USD", "amount_cents")]
    [InlineData("\"9900\"", "USD", "amount_cents")]
    [InlineData("null", "USD", "amount_cents")]
    [InlineData("9900", "XYZ", "currency")]
    [InlineData("9900", "US", "currency")]
    [InlineData("9900", "U$D", "currency")]
    public async Task An_amount_or_currency_that_cannot_be_is_400_and_nothing_is_kept(string amount, string currency, string field)
    {
        var problem = await PostAsync(
                "/track/sale", $$"""{"transaction_id":"t-1","amount_cents":{{amount}},"currency":"{{currency}}","customer_key":"user-7"}""")
            .ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");

        Assert.Equal([field], problem.GetProperty("errors").Names());
        Assert.Empty(await _host.Store.ListAsync(Query<Sale>.All, default));
    }

    [Theory]
    [InlineData("1000000000000001")]
    [InlineData("-1")]
    [InlineData("0.5")]
    [InlineData("\"1\"")]
    public async Task A_refund_that_cannot_be_is_400_and_takes_nothing(string amount)
    {
        await SellAsync("t-1", 9_900);

        var problem = await PostAsync("/track/refund", $$"""{"transaction_id":"t-1","refund_amount_cents":{{amount}}}""")
            .ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");

        Assert.Equal(["refund_amount_cents"], problem.GetProperty("errors").Names());
        Assert.Equal(1_980, (await CommissionAsync()).KeptMinorUnits);
    }

    [Fact]
    public async Task The_largest_amount_is_counted_exactly_and_a_rule_cannot_overflow_it()
    {
        await PostAsync("/flows", """{"name":"All of it","action_type":"percentage","action_value":100}""").JsonAsync();

        await SellAsync("t-1", 1_000_000_000_000_000);
        await PostAsync("/flows", """{"name":"Beyond","action_type":"flat","action_value":1000000000000001}""")
            .ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");

        Assert.Equal(1_000_000_000_000_000, (await CommissionAsync()).AmountMinorUnits);
    }

    [Fact]
    public async Task A_refund_above_the_sale_takes_exactly_the_commission()
    {
        await SellAsync("t-1", 9_900);

        var refund = await PostAsync("/track/refund", """{"transaction_id":"t-1","refund_amount_cents":1000000000000000}""").JsonAsync();
        var more = await PostAsync("/track/refund", """{"transaction_id":"t-1","refund_amount_cents":1,"refund_id":"r-2"}""").JsonAsync();

        Assert.Equal(("reversed", 1_980), (refund.GetProperty("status").GetString(), refund.GetProperty("reversed_cents").GetInt64()));
        Assert.Equal("skipped", more.GetProperty("status").GetString());
        Assert.Equal((0, CommissionStatus.Reversed), ((await CommissionAsync()).KeptMinorUnits, (await CommissionAsync()).Status));
        Assert.True((await _host.Store.ListAsync(Query<Sale>.All, default)).Single().IsReversalCapped);
    }

    /// <summary>Money given back out of goodwill costs the partner nothing; told again as a refund like others, it does.</summary>
    [Fact]
    public async Task A_goodwill_refund_leaves_the_commission()
    {
        await SellAsync("t-1", 9_900);

        var goodwill = await PostAsync("/track/refund", """{"transaction_id":"t-1","keep_commission":true}""").JsonAsync();
        var part = await PostAsync("/track/refund", """{"transaction_id":"t-1","refund_amount_cents":500,"keep_commission":true}""").JsonAsync();
        Assert.Equal(("skipped", "skipped"), (goodwill.GetProperty("status").GetString(), part.GetProperty("status").GetString()));
        Assert.Equal(1_980, (await CommissionAsync()).KeptMinorUnits);
        var refund = await PostAsync("/track/refund", """{"transaction_id":"t-1","refund_amount_cents":4950,"refund_id":"r-1"}""").JsonAsync();

        Assert.Equal("refunded", refund.GetProperty("status").GetString());
        Assert.Equal(990, (await CommissionAsync()).KeptMinorUnits);
    }

    [Fact]
    public async Task Three_refunds_of_a_third_leave_exactly_nothing()
    {
        await SellAsync("t-1", 100);

        foreach (var (id, amount) in new[] { ("r-1", 33), ("r-2", 33), ("r-3", 34) })
        {
            await PostAsync(
                "/track/refund", $$"""{"transaction_id":"t-1","refund_amount_cents":{{amount}},"refund_id":"{{id}}"}""").JsonAsync();
        }

        Assert.Equal(0, (await CommissionAsync()).KeptMinorUnits);
        Assert.Equal(0, (await _host.Store.ListAsync(Query<LedgerEntry>.All, default)).Sum(entry => entry.AmountMinorUnits));
    }

    [Fact]
    public async Task Currencies_with_no_and_three_decimals_are_whole_minor_units_and_never_added_up()
    {
        await SellAsync("t-1", 9_999, "JPY");
        await SellAsync("t-2", 9_999, "KWD");
        await SellAsync("t-3", 9_999, "USD");

        var balances = (await _host.GetAsync("/affiliate/api/v1/balances", _key).JsonAsync()).GetProperty("data").EnumerateArray()
            .Select(one => (one.GetProperty("currency").GetString(), one.GetProperty("pending_cents").GetInt64()));

        Assert.Equal([("JPY", 1_999L), ("KWD", 1_999L), ("USD", 1_999L)], balances);
    }

    /// <summary>I11: what is not on the list of moves is a 409, and nothing moves.</summary>
    [Fact]
    public async Task Illegal_moves_are_409_and_change_nothing()
    {
        await SellAsync("t-1", 30_000);
        var id = (await CommissionAsync()).Id;
        await PostAsync("/commissions/approve", $$"""{"ids":["{{id}}"]}""").JsonAsync();
        await PostAsync("/commissions/reject", $$"""{"ids":["{{id}}"]}""").ProblemAsync(HttpStatusCode.Conflict, "illegal_state");
        var payout = (await PostAsync("/payouts/generate", "{}").JsonAsync()).GetProperty("payouts")[0].GetProperty("payout_id").GetString();
        await PostAsync("/commissions/approve", $$"""{"ids":["{{id}}"]}""").ProblemAsync(HttpStatusCode.Conflict, "illegal_state");
        await PostAsync("/commissions/reject", $$"""{"ids":["{{id}}"]}""").ProblemAsync(HttpStatusCode.Conflict, "illegal_state");
        await PostAsync($"/payouts/{payout}/return", "{}").ProblemAsync(HttpStatusCode.Conflict, "illegal_state");
        await PostAsync($"/payouts/{payout}/pay", """{"payout_ref":"bank-1"}""").JsonAsync();
        foreach (var move in new[] { "cancel", "fail", "pay" })
        {
            await PostAsync($"/payouts/{payout}/{move}", """{"payout_ref":"bank-2"}""").ProblemAsync(HttpStatusCode.Conflict, "illegal_state");
        }

        await PostAsync("/commissions/reject", $$"""{"ids":["{{id}}"]}""").ProblemAsync(HttpStatusCode.Conflict, "illegal_state");
        Assert.Equal(CommissionStatus.Paid, (await CommissionAsync()).Status);
    }

    /// <summary>AH-22: a provider of the host's own, whose checkout carried the partner's slug.</summary>
    [Fact]
    public async Task AH_22_any_other_provider_is_credited_by_the_slug_read_at_checkout()
    {
        var tracker = _host.Services.GetRequiredService<AffiliateTracker>();

        var sold = await tracker.RecordAsync(new Payment
        {
            Provider = "mollie",
            Source = "tr_7UhSN1zuXS",
            Amount = new Money(9_900, "EUR"),
            Evidence = new PaymentEvidence { Partner = "Alpha" },
        });
        var refunded = await tracker.ReverseAsync(new Reversal { Provider = "mollie", Source = "re_1", Target = "tr_7UhSN1zuXS", Gross = new Money(4_950, "EUR") });

        Assert.Equal((RecordOutcome.Accrued, ReverseOutcome.PartlyReversed), (sold.Outcome, refunded.Outcome));
        var listed = (await _host.GetAsync("/affiliate/api/v1/commissions", _key).JsonAsync()).GetProperty("data")[0];
        Assert.Equal(("mollie", "tr_7UhSN1zuXS", 1_980), (
            listed.GetProperty("provider").GetString(), listed.GetProperty("provider_event_id").GetString(), listed.GetProperty("amount_cents").GetInt64()));
    }

    /// <summary>AF-29: approval by hand where the group says so, and a partner's application that is reviewed with a reason.</summary>
    [Fact]
    public async Task AF_29_a_group_may_ask_for_approval_by_hand()
    {
        var alpha = (await _host.Store.ListAsync(Query<Partner>.All, default)).Single();
        var group = (await PostAsync("/groups", """{"name":"New","approval":"manual","hold_period_days":0}""").JsonAsync()).GetProperty("id").GetString();
        await PostAsync($"/partners/{alpha.Id}/terms", $$"""{"group_id":"{{group}}"}""").JsonAsync();
        _host.Time.Advance(TimeSpan.FromSeconds(11));
        await SellAsync("t-1", 9_900);
        var commission = await CommissionAsync();

        await _host.Services.GetServices<IWorkHandler>().Single(handler => handler.Kind == WorkKind.DueHold)
            .RunAsync(HoldWork.ItemFor(commission, _host.Time.Now), default);

        Assert.Equal(CommissionStatus.Pending, (await CommissionAsync()).Status);
        await PostAsync("/commissions/approve", $$"""{"ids":["{{commission.Id}}"]}""").JsonAsync();
        Assert.Equal(CommissionStatus.Approved, (await CommissionAsync()).Status);
    }

    private async Task<Commission> CommissionAsync() => (await _host.Store.ListAsync(Query<Commission>.All, default)).Single();

    private Task<JsonElement> SellAsync(string transaction, long amount, string currency = "USD") => PostAsync(
        "/track/sale",
        $$"""{"transaction_id":"{{transaction}}","amount_cents":{{amount}},"currency":"{{currency}}","customer_key":"user-7"}""").JsonAsync();

    private Task<HttpResponseMessage> PostAsync(string path, string body) => _host.PostAsync("/affiliate/api/v1" + path, body, _key);
}
