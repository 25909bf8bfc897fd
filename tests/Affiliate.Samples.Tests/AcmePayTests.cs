using System.Net;
using Affiliate.TestSupport;

namespace Affiliate.Samples;

/// <summary>A provider that the library does not know, by HTTP against the running sample.</summary>
public sealed class AcmePayTests
{
    private const string Path = "/affiliate/webhooks/acmepay";

    [Fact]
    public async Task A_payment_and_a_refund_of_the_hosts_own_provider_are_booked_like_any_other()
    {
        await using var installation = Installation.Sqlite();
        using var visitor = installation.Visit(await installation.StartAsync());
        var user = await visitor.ReferredUserAsync("alpha");
        var now = DateTimeOffset.UtcNow;
        var paid = AcmeMessage.Paid("evt_1", "chg_1", 9_900, now, PaymentMetadata.For(user));
        var refunded = AcmeMessage.Refunded("evt_2", "rfd_1", "chg_1", 4_950, now);

        Assert.Equal(HttpStatusCode.OK, await SendAsync(visitor, refunded));
        Assert.Equal(HttpStatusCode.OK, await SendAsync(visitor, paid));
        Assert.Equal(HttpStatusCode.OK, await SendAsync(visitor, paid));
        Assert.Equal(HttpStatusCode.BadRequest, await SendAsync(visitor, [.. paid, (byte)' '], AcmeMessage.Header(paid, now, "acme_sample")));

        var commission = Assert.Single(await visitor.AllAsync("commissions"));
        Assert.Equal("acmepay", commission.GetProperty("provider").GetString());
        Assert.Equal(
            [1_980L, -990L],
            (await visitor.AllAsync("ledger")).Select(entry => entry.GetProperty("amount_cents").GetInt64()).OrderDescending());
        await visitor.AssertLedgerHoldsAsync();
    }

    private static Task<HttpStatusCode> SendAsync(SaasClient visitor, byte[] body, string? signature = null) => visitor.PostAsync(
        Path, body, "application/json", ("Acme-Signature", signature ?? AcmeMessage.Header(body, DateTimeOffset.UtcNow, "acme_sample")));
}
