using System.Net;
using Affiliate.TestSupport;

namespace Affiliate.Samples;

/// <summary>The whole path by HTTP against the running sample, on each database.</summary>
public abstract class StoryTests
{
    private const int Repeats = 200;

    private protected abstract Task<Installation> InstallAsync();

    /// <summary>AH-01, AH-02, AH-07, AH-08, AH-19, AH-26, AH-35 to AH-38.</summary>
    [ConditionalFact]
    public async Task A_click_a_sign_up_and_a_paid_invoice_make_a_commission_an_event_and_a_row_of_the_host()
    {
        await using var installation = await InstallAsync();
        var host = await installation.StartAsync();
        using var visitor = installation.Visit(host);

        var click = await visitor.ClickAsync("alpha");
        var user = await visitor.SignUpAsync("alpha@example.com");
        var invoice = StripeMessage.InvoicePaid("evt_1", "in_1", user, net: 9_900, tax: 990);
        Assert.Equal(HttpStatusCode.OK, await visitor.StripeAsync(invoice));

        Assert.StartsWith("clk_", click.GetProperty("click_id").GetString(), StringComparison.Ordinal);
        Assert.Equal("alpha", click.GetProperty("partner").GetString());
        Assert.Equal(90, click.GetProperty("cookie_window_days").GetInt32());
        var commission = Assert.Single(await visitor.AllAsync("commissions"));
        Assert.Equal(1_980, commission.GetProperty("amount_cents").GetInt64());
        Assert.Equal(9_900, commission.GetProperty("txn_amount_cents").GetInt64());
        Assert.Equal("pending", commission.GetProperty("status").GetString());
        await AssertPublishedShapeAsync(visitor, commission.GetProperty("id").GetString()!);
        await AssertTotalsAsync(visitor);

        var note = Assert.Single(await visitor.NotesAsync(1));
        Assert.Equal(commission.GetProperty("id").GetString(), note.GetProperty("commissionId").GetString());
        Assert.Equal(1_980, note.GetProperty("amountCents").GetInt64());
        await visitor.AssertLedgerHoldsAsync();
    }

    /// <summary>AH-17: comes on the phone, signs up at the desk, signs in on the phone, pays.</summary>
    [ConditionalFact]
    public async Task A_click_on_another_device_is_credited_after_a_sign_in_there()
    {
        await using var installation = await InstallAsync();
        var host = await installation.StartAsync();
        using var phone = installation.Visit(host);
        using var desk = installation.Visit(host);

        await phone.ClickAsync("alpha");
        var user = await desk.SignUpAsync("gamma@example.com");
        Assert.Equal(user, await phone.SignInAsync("gamma@example.com"));
        Assert.Equal(HttpStatusCode.OK, await desk.StripeAsync(StripeMessage.InvoicePaid("evt_1", "in_1", user, net: 9_900)));

        Assert.Single(await desk.AllAsync("commissions"));
        var credited = Assert.Single((await desk.ApiAsync("reports/attribution")).GetProperty("data").EnumerateArray());
        Assert.Equal("alpha", credited.GetProperty("slug").GetString());
        await desk.AssertLedgerHoldsAsync();
    }

    /// <summary>T2, I5, I6.</summary>
    [ConditionalFact]
    public async Task The_same_invoice_200_times_at_once_earns_one_commission()
    {
        await using var installation = await InstallAsync();
        var host = await installation.StartAsync();
        using var visitor = installation.Visit(host);
        var user = await visitor.ReferredUserAsync("alpha");
        var invoice = StripeMessage.InvoicePaid("evt_1", "in_1", user, net: 9_900);

        var answers = await Task.WhenAll(Enumerable.Range(0, Repeats).Select(_ => visitor.StripeAsync(invoice)));

        Assert.Equal([HttpStatusCode.OK], answers.Distinct());
        Assert.Single(await visitor.AllAsync("commissions"));
        Assert.Single(await visitor.AllAsync("events?type=commission.created"));
        Assert.Single(await visitor.NotesAsync(1));
        await visitor.AssertLedgerHoldsAsync();
    }

    /// <summary>I6: two event ids, one invoice.</summary>
    [ConditionalFact]
    public async Task One_invoice_under_many_event_ids_earns_one_commission()
    {
        await using var installation = await InstallAsync();
        var host = await installation.StartAsync();
        using var visitor = installation.Visit(host);
        var user = await visitor.ReferredUserAsync("beta");

        var answers = await Task.WhenAll(Enumerable.Range(0, 40)
            .Select(i => visitor.StripeAsync(StripeMessage.InvoicePaid($"evt_{i}", "in_1", user, net: 9_900))));

        Assert.Equal([HttpStatusCode.OK], answers.Distinct());
        Assert.Single(await visitor.AllAsync("commissions"));
        await visitor.AssertLedgerHoldsAsync();
    }

    private static async Task AssertPublishedShapeAsync(SaasClient visitor, string commissionId)
    {
        var today = DateTimeOffset.UtcNow.ToString("yyyy-MM-dd", null);
        var page = await visitor.ApiAsync($"events?type=commission.created&from=2020-01-01&to={today}");
        Assert.Equal(["data", "next_cursor", "page", "per_page", "total"], page.Names());
        Assert.Equal((1, 20, 1), (page.Int("page"), page.Int("per_page"), page.Int("total")));
        var line = Assert.Single(page.GetProperty("data").EnumerateArray());
        Assert.Superset(
            new HashSet<string> { "created_at", "id", "payload", "program_id", "type" }, line.Names().ToHashSet());
        Assert.Matches("^evt_[0-9a-f]{32}$", line.GetProperty("id").GetString());
        Assert.Matches("^prog_[0-9a-f]{32}$", line.GetProperty("program_id").GetString());
        var payload = line.GetProperty("payload");
        Assert.Equal(commissionId, payload.GetProperty("commission_id").GetString());
        Assert.Matches("^par_[0-9a-f]{32}$", payload.GetProperty("partner_id").GetString());
        Assert.Equal((1_980, 9_900), (payload.Int("amount_cents"), payload.Int("txn_amount_cents")));
        Assert.Equal(("stripe", "USD", "pending"), (payload.GetProperty("provider").GetString(),
            payload.GetProperty("currency").GetString(), payload.GetProperty("status").GetString()));
    }

    private static async Task AssertTotalsAsync(SaasClient visitor)
    {
        var analytics = await visitor.ApiAsync("analytics?group_by=partner");
        var alpha = analytics.GetProperty("data").EnumerateArray()
            .Single(row => row.GetProperty("slug").GetString() == "alpha");
        foreach (var row in new[] { analytics.GetProperty("totals"), alpha })
        {
            Assert.Equal((1, 1), (row.Int("clicks"), row.Int("conversions")));
            Assert.Equal(100m, row.GetProperty("conversion_rate").GetDecimal());
        }
    }
}
