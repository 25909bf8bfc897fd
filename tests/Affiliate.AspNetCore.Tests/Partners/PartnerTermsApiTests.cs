using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Affiliate.AspNetCore.Tests;

/// <summary>AH-30: a partner's group, plan, recruiter, hold and where the money goes, as fields of the partner.</summary>
public sealed class PartnerTermsApiTests : IAsyncLifetime
{
    private const string Account = "acct_1A2B3C4D5E6F";

    private TestHost _host = null!;
    private Partner _alpha = null!;
    private (string, string) _key;

    public async Task InitializeAsync()
    {
        _host = await TestHost.StartAsync(affiliate => affiliate.AddProgram("main", _ => { }).AddProgram("other", _ => { }));
        _alpha = await _host.AddPartnerAsync("alpha");
        _key = ("Authorization", $"Bearer {await _host.AddKeyAsync()}");
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task AH_30_a_partner_is_enrolled_with_group_plan_recruiter_and_payout_account()
    {
        var group = await MakeAsync("groups", """{"name":"Gold","commission_pct":35}""");
        var plan = await MakeAsync("plans", """{"name":"Own"}""");

        var body = await _host.PostAsync("/affiliate/api/v1/partners", $$"""
            {"email":"beta@example.com","slug":"beta","group_id":"{{group}}","plan_id":"{{plan}}","recruited_by":"{{_alpha.Id}}",
             "hold_period_days":7,"payout_method":"stripe","stripe_account_id":"{{Account}}"}
            """, _key).JsonAsync();

        Assert.Equal(
            (group, plan, _alpha.Id.ToString(), 7, "stripe", "acct***5E6F", (string?)null),
            (Text(body, "group_id"), Text(body, "plan_id"), Text(body, "recruited_by"), body.GetProperty("hold_period_days").GetInt32(),
                Text(body, "payout_method"), Text(body, "stripe_account_id"), Text(body, "payout_email")));
        var id = AffiliateId.Parse<PartnerId>(Text(body, "id")!);
        var stored = await _host.Store.FindAsync(PayoutAccount.Of(id), default);
        Assert.DoesNotContain(Account, stored!.SealedAddress, StringComparison.Ordinal);
        var details = await _host.Services.GetRequiredService<PayoutAccounts>().FindAsync(_alpha.ProgramId, id);
        Assert.Equal(new PayoutDetails(PayoutMethod.Stripe, Account), details);
        var listed = (await _host.GetAsync("/affiliate/api/v1/partners?search=beta", _key).JsonAsync()).GetProperty("data")[0];
        Assert.Equal(body.GetRawText(), listed.GetRawText());
        await NothingIsToldAsync();
    }

    [Fact]
    public async Task AH_30_paypal_pays_to_the_partners_own_address_unless_another_is_given()
    {
        var own = await PatchAsync("""{"payout_method":"paypal"}""").JsonAsync();
        var other = await PatchAsync("""{"payout_email":"Money@Example.com"}""").JsonAsync();

        Assert.Equal(PayoutAccounts.Mask(_alpha.Email), Text(own, "payout_email"));
        Assert.Equal(("paypal", PayoutAccounts.Mask("Money@Example.com")), (Text(other, "payout_method"), Text(other, "payout_email")));
        await NothingIsToldAsync();
    }

    [Fact]
    public async Task A_changed_payout_account_keeps_the_tax_profile_and_has_an_event_without_secrets()
    {
        await _host.SendAsync(HttpMethod.Put, $"/affiliate/api/v1/partners/{_alpha.Id}/payout-account", """
            {"payout_method":"paypal","payout_address":"alpha@example.com","tax":{"legal_name":"Alpha Ltd","tax_id":"DE123"}}
            """, "application/json", _key).JsonAsync();
        var before = await _host.GetAsync($"/affiliate/api/v1/partners/{_alpha.Id}", _key);

        await PatchAsync($$"""{"stripe_account_id":"{{Account}}","first_name":"Alpha"}""").JsonAsync();
        _host.Time.Advance(TimeSpan.FromSeconds(1));
        var bank = await PatchAsync("""{"payout_method":"bank_transfer","payout_address":"DE89370400440532013000"}""").JsonAsync();

        var details = await _host.Services.GetRequiredService<PayoutAccounts>().FindAsync(_alpha.ProgramId, _alpha.Id);
        Assert.Equal((PayoutMethod.BankTransfer, "DE89370400440532013000", "DE123"), (details!.Method, details.Address, details.Tax?.TaxId));
        Assert.Equal(("bank_transfer", (string?)null, (string?)null), (
            Text(bank, "payout_method"), Text(bank, "payout_email"), Text(bank, "stripe_account_id")));
        var events = (await _host.GetAsync("/affiliate/api/v1/events?type=payout_account.changed", _key).JsonAsync()).GetProperty("data");
        Assert.Equal(3, events.GetArrayLength());
        Assert.Equal("DE89***3000", Text(events[0].GetProperty("payload"), "address_masked"));
        await NothingIsToldAsync();
        var after = await _host.GetAsync(
            $"/affiliate/api/v1/partners/{_alpha.Id}", _key, ("If-None-Match", before.Headers.ETag!.ToString()));
        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
    }

    [Theory]
    [InlineData("""{"payout_method":"cash"}""", "payout_method")]
    [InlineData("""{"payout_method":null}""", "payout_method")]
    [InlineData("""{"payout_address":"DE1"}""", "payout_method")]
    [InlineData("""{"payout_method":"stripe"}""", "stripe_account_id")]
    [InlineData("""{"payout_method":"stripe","stripe_account_id":"cus_1"}""", "stripe_account_id")]
    [InlineData("""{"payout_method":"bank_transfer"}""", "payout_address")]
    [InlineData("""{"payout_method":"crypto","payout_email":"a@b.c"}""", "payout_email")]
    [InlineData("""{"payout_method":"paypal","payout_email":"nobody"}""", "payout_email")]
    [InlineData("""{"payout_method":"paypal","stripe_account_id":"acct_1"}""", "stripe_account_id")]
    [InlineData("""{"payout_method":"bank_transfer","payout_address":"=HYPERLINK(1)"}""", "payout_address")]
    [InlineData("""{"group_id":"grp_0190d1f75b1c7c3e8a2b0123456789ab"}""", "group_id")]
    [InlineData("""{"plan_id":"pln_0190d1f75b1c7c3e8a2b0123456789ab"}""", "plan_id")]
    [InlineData("""{"plan_id":"grp_0190d1f75b1c7c3e8a2b0123456789ab"}""", "plan_id")]
    [InlineData("""{"recruited_by":"par_0190d1f75b1c7c3e8a2b0123456789ab"}""", "recruited_by")]
    [InlineData("""{"recruited_by":"{alpha}"}""", "recruited_by")]
    [InlineData("""{"hold_period_days":367}""", "hold_period_days")]
    [InlineData("""{"hold_period_days":-1}""", "hold_period_days")]
    public async Task What_cannot_be_is_400_and_named(string body, string field)
    {
        body = body.Replace("{alpha}", _alpha.Id.ToString(), StringComparison.Ordinal);

        var problem = await PatchAsync(body).ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");

        Assert.Contains(field, problem.GetProperty("errors").Names());
        Assert.Empty(await _host.Store.ListAsync(Query<PayoutAccount>.All, default));
        Assert.Equal(_alpha, await _host.Store.FindAsync(Partner.ById(_alpha.Id), default));
    }

    [Fact]
    public async Task Nothing_of_another_program_can_be_named()
    {
        var other = ("Authorization", $"Bearer {await _host.AddKeyAsync(program: "other")}");
        var stranger = await _host.AddPartnerAsync("stranger", program: "other");
        var group = Text(await _host.PostAsync("/affiliate/api/v1/groups", """{"name":"Theirs"}""", other).JsonAsync(), "id");
        var plan = Text(await _host.PostAsync("/affiliate/api/v1/plans", """{"name":"Theirs"}""", other).JsonAsync(), "id");

        await PatchAsync($$"""{"group_id":"{{group}}"}""").ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
        await PatchAsync($$"""{"plan_id":"{{plan}}"}""").ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
        await PatchAsync($$"""{"recruited_by":"{{stranger.Id}}"}""").ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
    }

    [Fact]
    public async Task Where_money_goes_and_terms_need_scopes_of_their_own()
    {
        var key = ("Authorization", $"Bearer {await _host.AddKeyAsync(ApiScopes.PartnersWrite)}");

        foreach (var (body, scope) in new[]
        {
            ("""{"payout_method":"paypal"}""", "payouts.write"), ("""{"group_id":null}""", "commissions.write"), ("""{"plan_id":null}""", "commissions.write"),
        })
        {
            var problem = await _host.SendAsync(HttpMethod.Patch, $"/affiliate/api/v1/partners/{_alpha.Id}", body, "application/json", key)
                .ProblemAsync(HttpStatusCode.Forbidden, "missing_scope");
            Assert.Contains($"'{scope}'", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
            await _host.PostAsync("/affiliate/api/v1/partners", body.Replace("{", """{"email":"x@example.com","slug":"x",""", StringComparison.Ordinal), key)
                .ProblemAsync(HttpStatusCode.Forbidden, "missing_scope");
        }
    }

    [Fact]
    public async Task The_hold_is_the_partners_own_then_the_groups_then_the_programs()
    {
        var group = await MakeAsync("groups", """{"name":"Gold","hold_period_days":3}""");

        Assert.Equal(30, await HoldOfAsync(1));
        await PatchAsync($$"""{"group_id":"{{group}}"}""").JsonAsync();
        Assert.Equal(3, await HoldOfAsync(2));
        await PatchAsync("""{"hold_period_days":10}""").JsonAsync();
        Assert.Equal(10, await HoldOfAsync(3));
        await PatchAsync("""{"hold_period_days":0}""").JsonAsync();
        Assert.Equal(0, await HoldOfAsync(4));
        await PatchAsync("""{"hold_period_days":null,"group_id":null}""").JsonAsync();
        Assert.Equal(30, await HoldOfAsync(5));
        Assert.Empty(await _host.Services.GetRequiredService<LedgerAudit>().VerifyAsync());
    }

    private async Task<double> HoldOfAsync(int number)
    {
        _host.Time.Advance(TimeSpan.FromSeconds(11));
        var click = Text(await _host.PostAsync("/affiliate/track/click", """{"ref":"alpha"}""").JsonAsync(), "click_id");
        var sale = await _host.PostAsync(
            "/affiliate/api/v1/track/sale", $$"""{"transaction_id":"t-{{number}}","amount_cents":1000,"customer_key":"u-{{number}}","click_id":"{{click}}"}""",
            _key).JsonAsync();
        var commission = await _host.Store.FindAsync(
            Commission.ById(AffiliateId.Parse<CommissionId>(Text(sale, "commission_id")!)), default);
        return (commission!.HoldUntil - commission.CreatedAt).TotalDays;
    }

    /// <summary>No line of the audit log tells an account or a tax number.</summary>
    private async Task NothingIsToldAsync()
    {
        var log = (await _host.GetAsync("/affiliate/api/v1/events?per_page=100", _key).JsonAsync()).GetRawText();
        foreach (var secret in new[] { Account, "Money@", "money@", "DE8937", "DE123", "Alpha Ltd" })
        {
            Assert.DoesNotContain(secret, log, StringComparison.Ordinal);
        }
    }

    private async Task<string> MakeAsync(string kind, string body) =>
        Text(await _host.PostAsync($"/affiliate/api/v1/{kind}", body, _key).JsonAsync(), "id")!;

    private Task<HttpResponseMessage> PatchAsync(string body) =>
        _host.SendAsync(HttpMethod.Patch, $"/affiliate/api/v1/partners/{_alpha.Id}", body, "application/json", _key);

    private static string? Text(JsonElement body, string name) => body.GetProperty(name).GetString();
}
