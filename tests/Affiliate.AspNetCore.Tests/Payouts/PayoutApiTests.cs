using System.IO.Compression;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Affiliate.AspNetCore.Tests;

/// <summary>AH-30, AH-33, AH-34, T22: accounts, requests, files and statements over HTTP.</summary>
public sealed class PayoutApiTests : IAsyncLifetime
{
    private TestHost _host = null!;
    private (string, string) _key;
    private Partner _alpha = null!;

    public async Task InitializeAsync()
    {
        _host = await TestHost.StartAsync(affiliate => affiliate.UseExchangeRates<FixedRates>());
        _key = ("Authorization", $"Bearer {await _host.AddKeyAsync()}");
        _alpha = await _host.AddPartnerAsync("alpha");
        _alpha = _alpha with { Status = PartnerStatus.Active, FirstName = "=cmd()", LastName = "<script>" };
        await _host.Store.SaveAsync(_alpha);
        var click = Sample.Click(_alpha);
        await _host.Store.AddClicksAsync(click);
        await PostAsync("/track/lead", $$"""{"customer_key":"user-7","click_id":"{{click.Id}}"}""").JsonAsync();
    }

    public async Task DisposeAsync()
    {
        Assert.Empty(await _host.Services.GetRequiredService<LedgerAudit>().VerifyAsync());
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task AH_34_a_partner_asks_for_what_is_approved_once_it_reaches_the_minimum()
    {
        await PostAsync("/payouts/request", $$"""{"partner_id":"{{_alpha.Id}}"}""").JsonAsync();
        await ApproveAsync("t-1", 10_000);
        await PostAsync("/payouts/request", $$"""{"partner_id":"{{_alpha.Id}}"}""").ProblemAsync(HttpStatusCode.Conflict, "below_minimum");
        await ApproveAsync("t-2", 20_000);

        var answer = await PostAsync("/payouts/request", $$"""{"partner_id":"{{_alpha.Id}}"}""").JsonAsync();

        var id = answer.GetProperty("payouts")[0].GetProperty("payout_id").GetString();
        Assert.Equal("requested", (await GetAsync($"/payouts/{id}").JsonAsync()).GetProperty("status").GetString());
        Assert.Equal("paid", (await PostAsync($"/payouts/{id}/pay", "{}").JsonAsync()).GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_request_with_an_idempotency_key_is_made_once()
    {
        await ApproveAsync("t-1", 30_000);
        var body = $$"""{"partner_id":"{{_alpha.Id}}"}""";

        var first = await RequestAsync(body).JsonAsync();
        var again = await RequestAsync(body).JsonAsync();

        Assert.True(again.GetProperty("deduped").GetBoolean());
        Assert.Equal(first.GetProperty("payouts").GetRawText(), again.GetProperty("payouts").GetRawText());
        Assert.Single(await _host.Store.ListAsync(Query<Payout>.All, default));
        await RequestAsync("""{"partner_id":"par_0190d1f75b1c7c3e8a2b0123456789ab"}""").ProblemAsync(HttpStatusCode.Conflict, "idempotency_conflict");

        Task<HttpResponseMessage> RequestAsync(string content) =>
            _host.PostAsync("/affiliate/api/v1/payouts/request", content, _key, ("Idempotency-Key", "ask-1"));
    }

    [Fact]
    public async Task AH_33_money_that_came_back_is_owed_again_and_only_paid_money_can()
    {
        await ApproveAsync("t-1", 30_000);
        var id = (await PostAsync("/payouts/generate", "{}").JsonAsync()).GetProperty("payouts")[0].GetProperty("payout_id").GetString();
        await PostAsync($"/payouts/{id}/return", "{}").ProblemAsync(HttpStatusCode.Conflict, "illegal_state");
        await PostAsync($"/payouts/{id}/pay", "{}").JsonAsync();

        var returned = await PostAsync($"/payouts/{id}/return", """{"reason":"account closed"}""").JsonAsync();
        var balance = (await GetAsync($"/balances?partner_id={_alpha.Id}").JsonAsync()).GetProperty("data")[0];

        Assert.Equal(("paid", "account closed"), (returned.GetProperty("status").GetString(), returned.GetProperty("reason").GetString()));
        Assert.NotNull(returned.GetProperty("returned_at").GetString());
        Assert.Equal((6_000, 0), (balance.GetProperty("approved_cents").GetInt64(), balance.GetProperty("paid_cents").GetInt64()));
        Assert.Equal(6_000, (await PostAsync("/payouts/generate", "{}").JsonAsync()).GetProperty("payouts")[0].GetProperty("amount_cents").GetInt64());
        Assert.Single((await GetAsync("/events?type=payout.returned").JsonAsync()).GetProperty("data").EnumerateArray());
        Assert.True((await GetAsync("/ledger/verify").JsonAsync()).GetProperty("ok").GetBoolean());
    }

    [Fact]
    public async Task AH_30_where_a_partner_is_paid_is_kept_encrypted_and_shown_masked()
    {
        var path = $"/partners/{_alpha.Id}/payout-account";
        await GetAsync(path).ProblemAsync(HttpStatusCode.NotFound, "not_found");

        var set = await PutAsync(path, """{"payout_method":"bank_transfer","payout_address":"DE02120300000000202051","tax":{"tax_id":"DE123456789","country":"de","tax_pct":19}}""").JsonAsync();

        Assert.Equal("DE02***2051", set.GetProperty("payout_address_masked").GetString());
        Assert.Equal("DE02***2051", (await GetAsync(path).JsonAsync()).GetProperty("payout_address_masked").GetString());
        var stored = Assert.Single(await _host.Store.ListAsync(Query<PayoutAccount>.All, default));
        Assert.DoesNotContain("DE0212", stored.SealedAddress, StringComparison.Ordinal);
        var events = await GetAsync("/events?type=payout_account.changed").JsonAsync();
        Assert.DoesNotContain("0300000000", events.GetRawText(), StringComparison.Ordinal);
        await PutAsync(path, """{"payout_method":"paypal","payout_address":"nobody"}""").ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
        await PutAsync(path, """{"payout_method":"bank_transfer","payout_address":"=1+1"}""").ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
        await PutAsync(path, """{"payout_method":"gold","payout_address":"x"}""").ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
    }

    [Fact]
    public async Task T22_files_have_one_currency_each_and_no_formula()
    {
        await ApproveAsync("t-1", 30_000);
        await ApproveAsync("t-2", 100_000, "JPY");
        await PostAsync("/payouts/generate", "{}").JsonAsync();

        using var paypal = await GetAsync("/payouts/export?format=paypal");
        using var csv = await GetAsync("/payouts/export?format=csv");
        using var archive = new ZipArchive(await paypal.Content.ReadAsStreamAsync());

        Assert.Equal(["payouts-paypal-JPY-1.csv", "payouts-paypal-USD-1.csv"], archive.Entries.Select(entry => entry.Name));
        using var reader = new StreamReader(archive.Entries[1].Open());
        Assert.StartsWith(_alpha.Email + ",60.00,USD,", await reader.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Contains(",'=cmd() <script>,", await csv.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_tells_which_payouts_it_cannot_have_and_why()
    {
        await ApproveAsync("t-1", 30_000);
        var made = await PostAsync("/payouts/generate", "{}").JsonAsync();
        var id = made.GetProperty("payouts")[0].GetProperty("payout_id").GetString();
        await PutAsync($"/partners/{_alpha.Id}/payout-account", """{"payout_method":"bank_transfer","payout_address":"DE02120300000000202051"}""").JsonAsync();
        await ApproveAsync("t-2", 60_000, "EUR");
        await PostAsync("/payouts/generate", "{}").JsonAsync();

        var wise = await GetAsync("/payouts/export/summary?format=wise").JsonAsync();
        var paypal = await GetAsync("/payouts/export/summary?format=paypal").JsonAsync();
        var csv = await GetAsync("/payouts/export/summary").JsonAsync();
        using var table = await GetAsync("/payouts/export?format=csv");

        Assert.Empty(wise.GetProperty("files").EnumerateArray());
        Assert.Equal(["no_email_address", "no_email_address"], Reasons(wise));
        Assert.Equal(["other_method", "other_method"], Reasons(paypal));
        var first = wise.GetProperty("left_out").EnumerateArray().Single(one => one.GetProperty("payout_id").GetString() == id);
        Assert.Equal(
            (_alpha.Id.ToString(), "bank_transfer"), (first.GetProperty("partner_id").GetString(), first.GetProperty("payout_method").GetString()));
        Assert.Equal((6_000, "USD"), (first.GetProperty("amount_cents").GetInt64(), first.GetProperty("currency").GetString()));
        Assert.Empty(Reasons(csv));
        Assert.Equal(12_000, csv.GetProperty("files")[0].GetProperty("total_amount_cents").GetProperty("EUR").GetInt64());
        Assert.Equal("0", Assert.Single(table.Headers.GetValues("Affiliate-Left-Out")));
        var nothing = await GetAsync("/payouts/export?format=wise").ProblemAsync(HttpStatusCode.Conflict, "nothing_to_pay");
        Assert.Contains("Left out: 2 no_email_address", nothing.GetProperty("detail").GetString(), StringComparison.Ordinal);
        await GetAsync("/payouts/export/summary?format=gold").ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
    }

    [Fact]
    public async Task What_was_paid_or_called_off_goes_into_no_file_that_moves_money()
    {
        await ApproveAsync("t-1", 30_000);
        var id = (await PostAsync("/payouts/generate", "{}").JsonAsync()).GetProperty("payouts")[0].GetProperty("payout_id").GetString();
        using var open = await GetAsync($"/payouts/{id}/export?format=paypal");
        await PostAsync($"/payouts/{id}/cancel", "{}").JsonAsync();

        var refused = await GetAsync($"/payouts/{id}/export?format=paypal").ProblemAsync(HttpStatusCode.Conflict, "nothing_to_pay");
        using var table = await GetAsync($"/payouts/{id}/export?format=csv");

        Assert.Equal(HttpStatusCode.OK, open.StatusCode);
        Assert.Contains("1 not_open", refused.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Contains(",canceled,", await table.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static string[] Reasons(JsonElement summary) =>
        [.. summary.GetProperty("left_out").EnumerateArray().Select(one => one.GetProperty("reason").GetString()!)];

    [Fact]
    public async Task A_statement_is_numbered_escaped_and_traces_each_line()
    {
        await ApproveAsync("t-1", 30_000);
        var made = await PostAsync("/payouts/generate", "{}").JsonAsync();
        var id = made.GetProperty("payouts")[0].GetProperty("payout_id").GetString();
        using var draft = await GetAsync($"/payouts/{id}/statement");
        await PutAsync($"/partners/{_alpha.Id}/payout-account", """{"payout_method":"paypal","payout_address":"pay@example.com","tax":{"legal_name":"<b>Alpha</b>","tax_pct":20}}""").JsonAsync();
        await PostAsync($"/payouts/{id}/pay", """{"payout_ref":"bank-1"}""").JsonAsync();

        using var response = await GetAsync($"/payouts/{id}/statement");
        var html = await response.Content.ReadAsStringAsync();

        Assert.Contains("(draft)", await draft.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("Self-billing statement 000001", html, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;Alpha", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", html, StringComparison.Ordinal);
        Assert.Contains("<td class=\"l\">t-1<small>api clk_", html, StringComparison.Ordinal);
        Assert.Contains("60.00 USD", html, StringComparison.Ordinal);
        Assert.Contains("10.00 USD", html, StringComparison.Ordinal);
        Assert.Equal("text/html", response.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task A_statement_says_which_payout_came_back_and_that_its_own_did()
    {
        await ApproveAsync("t-1", 30_000);
        var first = (await PostAsync("/payouts/generate", "{}").JsonAsync()).GetProperty("payouts")[0].GetProperty("payout_id").GetString();
        await PostAsync($"/payouts/{first}/pay", "{}").JsonAsync();
        await PostAsync($"/payouts/{first}/return", "{}").JsonAsync();
        var second = (await PostAsync("/payouts/generate", "{}").JsonAsync()).GetProperty("payouts")[0].GetProperty("payout_id").GetString();

        using var old = await GetAsync($"/payouts/{first}/statement");
        using var again = await GetAsync($"/payouts/{second}/statement");

        Assert.Contains("<dt>Came back</dt>", await old.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains($"<td>adjusted</td><td class=\"l\">returned:{first}</td>", await again.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/payouts/generate")]
    [InlineData("/payouts/request")]
    public async Task A_run_for_a_partner_whom_the_program_does_not_have_is_not_found(string path)
    {
        await PostAsync(path, """{"partner_id":"par_0190d1f75b1c7c3e8a2b0123456789ab"}""").ProblemAsync(HttpStatusCode.NotFound, "not_found");
        await PostAsync(path, $$"""{"partner_id":"{{_alpha.Id}}"}""").JsonAsync();
    }

    [Fact]
    public async Task Tax_that_is_kept_back_stands_on_the_payout_the_statement_the_balance_and_the_journal()
    {
        await ApproveAsync("t-1", 30_000);
        await _host.SendAsync(HttpMethod.Patch, "/affiliate/api/v1/programs/me", """{"withholding_pct":24}""", "application/json", _key).JsonAsync();
        var dry = await PostAsync("/payouts/generate", """{"dry_run":true}""").JsonAsync();
        var id = (await PostAsync("/payouts/generate", "{}").JsonAsync()).GetProperty("payouts")[0].GetProperty("payout_id").GetString();

        using var file = await GetAsync("/payouts/export?format=paypal");
        var paid = await PostAsync($"/payouts/{id}/pay", "{}").JsonAsync();
        using var statement = await GetAsync($"/payouts/{id}/statement");
        var html = await statement.Content.ReadAsStringAsync();
        var balance = (await GetAsync("/balances").JsonAsync()).GetProperty("data")[0];
        var journal = await GetAsync("/ledger/journal").JsonAsync();

        Assert.Equal(1_440, dry.GetProperty("payouts")[0].GetProperty("withheld_cents").GetInt64());
        Assert.Equal((6_000, 1_440, 4_560), (
            paid.GetProperty("amount_cents").GetInt64(), paid.GetProperty("withheld_cents").GetInt64(), paid.GetProperty("net_cents").GetInt64()));
        Assert.Contains(_alpha.Email + ",45.60,USD,", await file.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("Withheld 24%</td><td class=\"n\">-14.40 USD", html, StringComparison.Ordinal);
        Assert.Contains("Paid out</td><td class=\"n\">45.60 USD", html, StringComparison.Ordinal);
        Assert.Equal((4_560, 1_440, 0), (
            balance.GetProperty("paid_cents").GetInt64(), balance.GetProperty("withheld_cents").GetInt64(), balance.GetProperty("balance_cents").GetInt64()));
        Assert.Contains("\"credit_account\":\"withholding_payable\",\"amount_cents\":1440", journal.GetRawText(), StringComparison.Ordinal);
        await _host.SendAsync(HttpMethod.Patch, "/affiliate/api/v1/programs/me", """{"withholding_pct":100}""", "application/json", _key)
            .ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
        await PutAsync($"/partners/{_alpha.Id}/payout-account", """{"payout_method":"paypal","payout_address":"pay@example.com","tax":{"withholding_pct":100}}""")
            .ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
    }

    [Fact]
    public async Task Bank_files_pay_bank_accounts_in_their_currency_and_name_everything_else()
    {
        await ApproveAsync("t-1", 30_000, "EUR");
        await ApproveAsync("t-2", 40_000);
        await PostAsync("/payouts/generate", "{}").JsonAsync();
        Assert.Contains("2 no_origin", (await GetAsync("/payouts/export?format=sepa").ProblemAsync(HttpStatusCode.Conflict, "nothing_to_pay"))
            .GetProperty("detail").GetString(), StringComparison.Ordinal);
        var program = await PatchAsync("""
            {"sepa_origin":{"name":"Sample Company","iban":"DE89370400440532013000"},
             "nacha_origin":{"routing_number":"021000021","bank_name":"Sample Bank","company_name":"Sample Company","company_id":"1123456789"}}
            """).JsonAsync();
        Assert.Equal("""{"name":"Sample Company","iban_masked":"DE89***3000","bic":null}""", program.GetProperty("sepa_origin").GetRawText());
        Assert.DoesNotContain("DE89370400440532013000", (await GetAsync("/events?type=program.updated").JsonAsync()).GetRawText(), StringComparison.Ordinal);
        await SetAsync("""{"payout_method":"bank_transfer","payout_address":"GB82 WEST 1234 5698 7654 32","bank":{"holder":"Partner Alpha","bic":"westgb22"}}""");

        using var sepa = await GetAsync("/payouts/export?format=sepa");
        var xml = await sepa.Content.ReadAsStringAsync();
        Assert.Equal(("application/xml", "1"), (sepa.Content.Headers.ContentType!.MediaType, sepa.Headers.GetValues("Affiliate-Left-Out").Single()));
        Assert.StartsWith("<?xml", xml, StringComparison.Ordinal);
        Assert.Contains("<IBAN>GB82WEST12345698765432</IBAN>", xml, StringComparison.Ordinal);
        Assert.Contains("<BICFI>WESTGB22</BICFI>", xml, StringComparison.Ordinal);
        Assert.Contains("<InstdAmt Ccy=\"EUR\">60.00</InstdAmt>", xml, StringComparison.Ordinal);
        var left = (await GetAsync("/payouts/export/summary?format=sepa").JsonAsync()).GetProperty("left_out")[0];
        Assert.Equal(("other_currency", 8_000), (left.GetProperty("reason").GetString(), left.GetProperty("amount_cents").GetInt32()));
        Assert.Equal(["no_bank_account", "other_currency"], await ReasonsAsync("nacha"));

        var account = await SetAsync("""{"payout_method":"bank_transfer","payout_address":"1234567","bank":{"routing_number":"011401533","account_type":"savings"}}""");
        Assert.Equal(("***", "savings"), (account.GetProperty("payout_address_masked").GetString(), account.GetProperty("bank").GetProperty("account_type").GetString()));
        using var nacha = await GetAsync("/payouts/export?format=nacha");
        var records = await nacha.Content.ReadAsStringAsync();
        Assert.Equal(("text/plain", 0), (nacha.Content.Headers.ContentType!.MediaType, records.Split("\r\n")[..^1].Count(line => line.Length != 94)));
        Assert.Contains("\r\n6320114015331234567          0000008000", records, StringComparison.Ordinal);
        Assert.Equal(["no_bank_account", "other_currency"], await ReasonsAsync("sepa"));
        using var table = await GetAsync("/payouts/export?format=csv");
        Assert.Contains(",,,011401533,savings", await table.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(
            "011401533", (await _host.Store.ListAsync(Query<PayoutAccount>.All, default)).Single().SealedBank, StringComparison.Ordinal);

        // The bank stays with its account, and goes with it.
        Assert.Equal("011401533", (await MoveAsync("1234567")).GetProperty("routing_number").GetString());
        Assert.Equal(JsonValueKind.Null, (await MoveAsync("7654321")).ValueKind);
        await SetAsync("""{"payout_method":"paypal","payout_address":"pay@example.com"}""");
        Assert.Equal(["other_method", "other_method"], await ReasonsAsync("sepa"));
        Assert.Equal(JsonValueKind.Null, (await PatchAsync("""{"sepa_origin":null}""").JsonAsync()).GetProperty("sepa_origin").ValueKind);

        Task<HttpResponseMessage> PatchAsync(string body) =>
            _host.SendAsync(HttpMethod.Patch, "/affiliate/api/v1/programs/me", body, "application/json", _key);

        async Task<JsonElement> MoveAsync(string account)
        {
            await _host.SendAsync(
                HttpMethod.Patch, $"/affiliate/api/v1/partners/{_alpha.Id}", $$"""{"payout_address":"{{account}}"}""", "application/json", _key).JsonAsync();
            return (await GetAsync($"/partners/{_alpha.Id}/payout-account").JsonAsync()).GetProperty("bank");
        }

        Task<JsonElement> SetAsync(string body) => PutAsync($"/partners/{_alpha.Id}/payout-account", body).JsonAsync();

        async Task<IEnumerable<string?>> ReasonsAsync(string format) =>
            (await GetAsync($"/payouts/export/summary?format={format}").JsonAsync()).GetProperty("left_out").EnumerateArray()
                .Select(one => one.GetProperty("reason").GetString()).Order(StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("""{"sepa_origin":{"name":"Sample Company","iban":"DE88370400440532013000"}}""", "sepa_origin")]
    [InlineData("""{"sepa_origin":{"iban":"DE89370400440532013000"}}""", "sepa_origin.name")]
    [InlineData("""{"sepa_origin":{"name":"...","iban":"DE89370400440532013000"}}""", "sepa_origin")]
    [InlineData("""{"sepa_origin":"DE89370400440532013000"}""", "sepa_origin")]
    [InlineData("""{"nacha_origin":{"routing_number":"021000020","bank_name":"Bank","company_name":"Company","company_id":"1123456789"}}""", "nacha_origin")]
    [InlineData("""{"nacha_origin":{"routing_number":"021000021","bank_name":"Bank","company_name":"Company","company_id":"112345678"}}""", "nacha_origin")]
    public async Task An_origin_of_bank_files_that_is_none_is_400(string body, string field)
    {
        var problem = await _host.SendAsync(HttpMethod.Patch, "/affiliate/api/v1/programs/me", body, "application/json", _key)
            .ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");

        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _), problem.GetRawText());
    }

    [Fact]
    public async Task What_is_kept_in_reserve_stands_on_the_payout_the_statement_and_the_balance()
    {
        await ApproveAsync("t-1", 30_000);
        await _host.SendAsync(
            HttpMethod.Patch, "/affiliate/api/v1/programs/me", """{"reserve_pct":10,"reserve_days":60}""", "application/json", _key).JsonAsync();
        var made = (await PostAsync("/payouts/generate", "{}").JsonAsync()).GetProperty("payouts")[0];
        var id = made.GetProperty("payout_id").GetString();

        using var file = await GetAsync("/payouts/export?format=paypal");
        var paid = await PostAsync($"/payouts/{id}/pay", "{}").JsonAsync();
        using var statement = await GetAsync($"/payouts/{id}/statement");
        var html = await statement.Content.ReadAsStringAsync();
        var balance = (await GetAsync("/balances").JsonAsync()).GetProperty("data")[0];

        Assert.Equal(600, made.GetProperty("reserved_cents").GetInt64());
        Assert.Equal((6_000, 600, 5_400, 10), (
            paid.GetProperty("amount_cents").GetInt64(), paid.GetProperty("reserved_cents").GetInt64(), paid.GetProperty("net_cents").GetInt64(),
            paid.GetProperty("reserve_pct").GetInt32()));
        Assert.Equal(paid.GetProperty("created_at").GetDateTimeOffset().AddDays(60), paid.GetProperty("reserved_until").GetDateTimeOffset());
        Assert.Equal(JsonValueKind.Null, paid.GetProperty("reserve_released_at").ValueKind);
        Assert.Contains(_alpha.Email + ",54.00,USD,", await file.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("</td><td class=\"n\">-6.00 USD", html, StringComparison.Ordinal);
        Assert.Contains("Total</td><td class=\"n\">54.00 USD", html, StringComparison.Ordinal);
        Assert.Equal((5_400, 600, 0), (
            balance.GetProperty("paid_cents").GetInt64(), balance.GetProperty("reserved_cents").GetInt64(), balance.GetProperty("balance_cents").GetInt64()));
        foreach (var wrong in new[] { """{"reserve_pct":100}""", """{"reserve_days":0}""", """{"reserve_days":367}""", """{"reserve_days":null}""" })
        {
            await _host.SendAsync(HttpMethod.Patch, "/affiliate/api/v1/programs/me", wrong, "application/json", _key)
                .ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
        }
    }

    [Fact]
    public async Task I9_a_payout_is_converted_at_the_hosts_rate_which_is_kept()
    {
        await ApproveAsync("t-1", 100_000, "JPY");

        var made = await PostAsync("/payouts/generate", """{"settlement_currency":"USD"}""").JsonAsync();
        var payout = await GetAsync($"/payouts/{made.GetProperty("payouts")[0].GetProperty("payout_id").GetString()}").JsonAsync();

        Assert.Equal(("JPY", 20_000), (payout.GetProperty("currency").GetString(), payout.GetProperty("amount_cents").GetInt32()));
        Assert.Equal(("USD", 13_333), (payout.GetProperty("settlement_currency").GetString(), payout.GetProperty("settlement_amount_cents").GetInt32()));
        Assert.Equal(("0.006666666", "test"), (payout.GetProperty("exchange_rate").GetString(), payout.GetProperty("exchange_rate_source").GetString()));
        await ApproveAsync("t-2", 100_000, "EUR");
        var none = await PostAsync("/payouts/generate", """{"settlement_currency":"USD"}""").JsonAsync();
        Assert.Equal("no_exchange_rate", none.GetProperty("rolled_over")[0].GetProperty("reason").GetString());
    }

    [Fact]
    public async Task AH_33_a_failed_payout_frees_its_entries_and_is_made_again()
    {
        await ApproveAsync("t-1", 30_000);
        var first = (await PostAsync("/payouts/generate", "{}").JsonAsync()).GetProperty("payouts")[0].GetProperty("payout_id").GetString();

        var failed = await PostAsync($"/payouts/{first}/fail", """{"reason":"account closed"}""").JsonAsync();
        var second = (await PostAsync("/payouts/generate", "{}").JsonAsync()).GetProperty("payouts")[0].GetProperty("payout_id").GetString();

        Assert.Equal(("failed", "account closed"), (failed.GetProperty("status").GetString(), failed.GetProperty("reason").GetString()));
        Assert.NotEqual(first, second);
        await PostAsync($"/payouts/{second}/send", """{"provider":"nobody"}""").ProblemAsync(HttpStatusCode.Conflict, "no_payout_provider");
    }

    [Fact]
    public async Task I15_the_check_of_the_ledger_answers_with_nothing_wrong()
    {
        await ApproveAsync("t-1", 30_000);

        var check = await GetAsync("/ledger/verify").JsonAsync();

        Assert.True(check.GetProperty("ok").GetBoolean());
        Assert.Equal(1, check.GetProperty("entries").GetInt64());
    }

    private Task<HttpResponseMessage> GetAsync(string path) => _host.GetAsync("/affiliate/api/v1" + path, _key);

    private Task<HttpResponseMessage> PostAsync(string path, string body) =>
        _host.PostAsync("/affiliate/api/v1" + path, body, _key);

    private Task<HttpResponseMessage> PutAsync(string path, string body) =>
        _host.SendAsync(HttpMethod.Put, "/affiliate/api/v1" + path, body, "application/json", _key);

    private async Task ApproveAsync(string transaction, long amount, string currency = "USD")
    {
        var sale = await PostAsync("/track/sale", $$"""{"transaction_id":"{{transaction}}","amount_cents":{{amount}},"currency":"{{currency}}","customer_key":"user-7"}""").JsonAsync();
        await PostAsync("/commissions/approve", $$"""{"ids":["{{sale.GetProperty("commission_id").GetString()}}"]}""").JsonAsync();
    }

    private sealed class FixedRates : IExchangeRates
    {
        public Task<ExchangeRate?> FindAsync(string from, string to, CancellationToken cancellationToken) =>
            Task.FromResult(from == "JPY" && to == "USD" ? new ExchangeRate(0.006666666m, "test", Sample.Now) : null);
    }
}
