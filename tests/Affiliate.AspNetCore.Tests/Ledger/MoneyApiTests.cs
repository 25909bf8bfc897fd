using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Affiliate.AspNetCore.Tests;

/// <summary>AF-23, AH-29, AH-32, AH-33: refunds, decisions and payouts over HTTP.</summary>
public sealed class MoneyApiTests : IAsyncLifetime
{
    private TestHost _host = null!;
    private (string, string) _key;

    public async Task InitializeAsync()
    {
        _host = await TestHost.StartAsync();
        _key = ("Authorization", $"Bearer {await _host.AddKeyAsync()}");
        var alpha = await _host.AddPartnerAsync("alpha");
        var click = Sample.Click(alpha);
        await _host.Store.AddClicksAsync(click);
        await PostAsync("/track/lead", $$"""{"customer_key":"user-7","click_id":"{{click.Id}}"}""").JsonAsync();
    }

    public async Task DisposeAsync()
    {
        Assert.Empty(await _host.Services.GetRequiredService<LedgerAudit>().VerifyAsync());
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task AF_23_a_partial_then_a_full_refund_take_the_commission_back_and_repeats_are_skipped()
    {
        await SellAsync("t-1", 9_900);

        var half = await RefundAsync("""{"transaction_id":"t-1","refund_amount_cents":4950,"refund_reason":"requested"}""");
        var halfAgain = await RefundAsync("""{"transaction_id":"t-1","refund_amount_cents":4950}""");
        var rest = await RefundAsync("""{"transaction_id":"t-1"}""");
        var restAgain = await RefundAsync("""{"transaction_id":"t-1","refund_amount_cents":0}""");

        Assert.Equal(["refunded:990", "skipped:990", "reversed:1980", "skipped:1980"], new[] { half, halfAgain, rest, restAgain }
            .Select(answer => $"{answer.GetProperty("status").GetString()}:{answer.GetProperty("reversed_cents").GetInt64()}"));
        Assert.False(Assert.Single(await _host.Store.ListAsync(Query<Sale>.All, default)).IsReversalCapped);
        Assert.Contains("requested", (await _host.Store.ListAsync(Query<SaleReversal>.All, default)).ConvertAll(r => r.Reason));
    }

    [Fact]
    public async Task AF_23_refunds_with_an_id_each_add_up()
    {
        await SellAsync("t-1", 9_900);

        foreach (var id in new[] { "r-1", "r-2", "r-3", "r-3" })
        {
            await RefundAsync($$"""{"transaction_id":"t-1","refund_amount_cents":3300,"refund_id":"{{id}}"}""");
        }

        Assert.Equal(0, (await _host.Store.ListAsync(Query<LedgerEntry>.All, default)).Sum(e => e.AmountMinorUnits));
    }

    [Fact]
    public async Task AF_23_no_commission_and_unknown_are_told_apart()
    {
        await PostAsync("/track/sale", """{"transaction_id":"t-2","amount_cents":100,"customer_key":"stranger"}""").JsonAsync();

        Assert.Equal("no_commission", (await RefundAsync("""{"transaction_id":"t-2"}""")).GetProperty("status").GetString());
        await PostAsync("/track/refund", """{"transaction_id":"t-9"}""").ProblemAsync(HttpStatusCode.NotFound, "not_found");
        Assert.Single(await _host.Store.ListAsync(Query<SaleReversal>.All, default));
    }

    [Fact]
    public async Task AH_29_bulk_decisions_answer_count_and_ids()
    {
        var (first, second) = (await SellAsync("t-1", 9_900), await SellAsync("t-2", 9_900));

        var approved = await PostAsync("/commissions/approve", $$"""{"ids":["{{first}}"]}""").JsonAsync();
        var rejected = await PostAsync("/commissions/reject", $$"""{"ids":["{{first}}","{{second}}"],"reason":"fraud"}""").JsonAsync();

        Assert.Equal((1, first), (approved.GetProperty("count").GetInt32(), approved.GetProperty("ids")[0].GetString()));
        Assert.Equal((1, second), (rejected.GetProperty("count").GetInt32(), rejected.GetProperty("ids")[0].GetString()));
        Assert.Equal("illegal_state", rejected.GetProperty("refused")[0].GetProperty("code").GetString());
    }

    [Fact]
    public async Task I11_a_decision_that_moves_nothing_is_a_conflict()
    {
        var commission = await SellAsync("t-1", 9_900);
        await PostAsync("/commissions/approve", $$"""{"ids":["{{commission}}"]}""").JsonAsync();

        await PostAsync("/commissions/approve", $$"""{"ids":["{{commission}}"]}""")
            .ProblemAsync(HttpStatusCode.Conflict, "illegal_state");
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"ids":[]}""")]
    [InlineData("""{"ids":["x"]}""")]
    [InlineData("""{"ids":[1]}""")]
    [InlineData("""{"ids":"com_1"}""")]
    public async Task AH_29_ids_must_be_a_list_of_identifiers(string body)
    {
        await PostAsync("/commissions/approve", body).ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
    }

    [Fact]
    public async Task AH_29_more_than_200_are_refused()
    {
        var ids = string.Join(',', Enumerable.Range(0, 201).Select(_ => $"\"{Sample.Id<CommissionId>()}\""));

        await PostAsync("/commissions/approve", $$"""{"ids":[{{ids}}]}""").ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
    }

    [Fact]
    public async Task AH_32_a_run_is_tried_made_and_paid()
    {
        var commission = await SellAsync("t-1", 30_000);
        await PostAsync("/commissions/approve", $$"""{"ids":["{{commission}}"]}""").JsonAsync();

        var dry = await PostAsync("/payouts/generate", """{"dry_run":true}""").JsonAsync();
        var made = await PostAsync("/payouts/generate", """{}""").JsonAsync();
        var id = made.GetProperty("payouts")[0].GetProperty("payout_id").GetString();
        var paid = await PostAsync($"/payouts/{id}/pay", """{"payout_ref":"bank-1"}""").JsonAsync();

        Assert.Equal(JsonValueKind.Null, dry.GetProperty("payouts")[0].GetProperty("payout_id").ValueKind);
        Assert.Equal((6_000, 1), (made.GetProperty("total_amount_cents").GetProperty("USD").GetInt64(), made.GetProperty("partner_count").GetInt32()));
        Assert.Equal(("paid", "bank-1"), (paid.GetProperty("status").GetString(), paid.GetProperty("payout_ref").GetString()));
        await PostAsync($"/payouts/{id}/cancel", "{}").ProblemAsync(HttpStatusCode.Conflict, "illegal_state");
        var listed = await _host.GetAsync("/affiliate/api/v1/payouts?status=paid", _key).JsonAsync();
        Assert.Equal(id, Assert.Single(listed.GetProperty("data").EnumerateArray()).GetProperty("id").GetString());
    }

    [Fact]
    public async Task AH_32_below_the_minimum_it_rolls_over()
    {
        var commission = await SellAsync("t-1", 9_900);
        await PostAsync("/commissions/approve", $$"""{"ids":["{{commission}}"]}""").JsonAsync();

        var made = await PostAsync("/payouts/generate", "{}").JsonAsync();
        var paid = await PostAsync("/payouts/generate", """{"min_payout_cents":1000}""").JsonAsync();

        Assert.Equal("below_minimum", made.GetProperty("rolled_over")[0].GetProperty("reason").GetString());
        Assert.Equal(1_980, paid.GetProperty("payouts")[0].GetProperty("amount_cents").GetInt64());
    }

    private Task<HttpResponseMessage> PostAsync(string path, string body) =>
        _host.PostAsync("/affiliate/api/v1" + path, body, _key);

    private Task<JsonElement> RefundAsync(string body) => PostAsync("/track/refund", body).JsonAsync();

    private async Task<string> SellAsync(string transaction, long amount)
    {
        var body = $$"""{"transaction_id":"{{transaction}}","amount_cents":{{amount}},"customer_key":"user-7"}""";
        return (await PostAsync("/track/sale", body).JsonAsync()).GetProperty("commission_id").GetString()!;
    }
}
