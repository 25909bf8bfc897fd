using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace Affiliate.AspNetCore.Tests;

/// <summary>AH-43, I10, I15: balances, entries and the journal over HTTP.</summary>
public sealed class LedgerApiTests : IAsyncLifetime
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
        await PostAsync("/track/sale", """{"transaction_id":"t-1","amount_cents":9900,"customer_key":"user-7"}""").JsonAsync();
        await PostAsync("/track/refund", """{"transaction_id":"t-1","refund_amount_cents":4950}""").JsonAsync();
    }

    public async Task DisposeAsync()
    {
        Assert.Empty(await _host.Services.GetRequiredService<LedgerAudit>().VerifyAsync());
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task AH_43_a_balance_says_how_much_stands_where()
    {
        var body = await GetAsync("/balances").JsonAsync();
        var before = await GetAsync("/balances?as_of=2000-01-02").JsonAsync();

        var balance = Assert.Single(body.GetProperty("data").EnumerateArray());
        Assert.Equal(
            ("USD", 990, 0, 0, 0, 0, 990),
            (balance.GetProperty("currency").GetString(), Cents("pending"), Cents("approved"), Cents("processing"),
                Cents("paid"), Cents("carried"), Cents("balance")));
        Assert.Equal(0, before.GetProperty("total").GetInt64());

        int Cents(string name) => balance.GetProperty(name + "_cents").GetInt32();
    }

    [Fact]
    public async Task Entries_are_filtered_and_read_on_by_cursor()
    {
        var first = await GetAsync("/ledger?per_page=1").JsonAsync();
        var second = await GetAsync($"/ledger?per_page=1&cursor={first.GetProperty("next_cursor").GetString()}").JsonAsync();
        var earned = await GetAsync("/ledger?kind=earned&currency=usd").JsonAsync();

        Assert.Equal(2, first.GetProperty("total").GetInt64());
        Assert.NotEqual(
            first.GetProperty("data")[0].GetProperty("id").GetString(), second.GetProperty("data")[0].GetProperty("id").GetString());
        Assert.Equal(1_980, Assert.Single(earned.GetProperty("data").EnumerateArray()).GetProperty("amount_cents").GetInt64());
    }

    [Fact]
    public async Task I10_the_journal_comes_as_json_with_the_turnover_of_each_account()
    {
        var journal = await GetAsync("/ledger/journal").JsonAsync();

        Assert.Equal(2, journal.GetProperty("data").GetArrayLength());
        var accounts = journal.GetProperty("accounts").EnumerateArray()
            .Select(a => $"{a.GetProperty("account")} {a.GetProperty("currency")} {a.GetProperty("debit_cents")} {a.GetProperty("credit_cents")}");
        Assert.Equal(["commission_expense USD 1980 990", "partner_payable USD 990 1980"], accounts);
    }

    [Fact]
    public async Task I10_the_journal_comes_as_csv()
    {
        using var response = await GetAsync("/ledger/journal?format=csv");
        var lines = (await response.Content.ReadAsStringAsync()).TrimStart('\uFEFF').Split("\r\n");

        Assert.Equal("text/csv", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("attachment", response.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal("entry_id,created_at,partner_id,kind,debit_account,credit_account,amount,amount_cents,currency,source_key", lines[0]);
        Assert.Contains(",earned,commission_expense,partner_payable,19.80,1980,USD,earned:com_", string.Join('\n', lines), StringComparison.Ordinal);
        Assert.Equal(4, lines.Length);
    }

    [Theory]
    [InlineData("/balances?as_of=soon")]
    [InlineData("/balances?currency=XXX")]
    [InlineData("/balances?partner_id=alpha")]
    [InlineData("/ledger?kind=stolen")]
    [InlineData("/ledger?cursor=1")]
    [InlineData("/ledger/journal?format=xml")]
    public async Task Bad_questions_are_400(string path) =>
        await GetAsync(path).ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");

    private Task<HttpResponseMessage> GetAsync(string path) => _host.GetAsync("/affiliate/api/v1" + path, _key);

    private Task<HttpResponseMessage> PostAsync(string path, string body) =>
        _host.PostAsync("/affiliate/api/v1" + path, body, _key);
}
