using System.Net;
using Affiliate.TestSupport;

namespace Affiliate.Samples;

/// <summary>Two instances on one database: I5, C3, T2.</summary>
[NeedsPostgres]
public sealed class TwoHostsTests
{
    private const int Users = 12;
    private const int Repeats = 10;

    [ConditionalFact]
    public async Task Two_hosts_that_start_at_once_on_an_empty_database_share_every_payment()
    {
        await using var installation = await Installation.PostgresAsync();
        var hosts = await Task.WhenAll(installation.StartAsync(), installation.StartAsync());
        using var first = installation.Visit(hosts[0]);
        using var second = installation.Visit(hosts[1]);
        Assert.Equal(["alpha", "beta"], (await first.AllAsync("partners"))
            .Select(partner => partner.GetProperty("slug").GetString()!).Order(StringComparer.Ordinal));

        var users = await Task.WhenAll(Enumerable.Range(0, Users).Select(_ => ReferAsync(installation, hosts)));
        var answers = await Task.WhenAll(users.SelectMany((user, number) => Enumerable.Range(0, Repeats).Select(repeat =>
            (repeat % 2 == 0 ? first : second).StripeAsync(
                StripeMessage.InvoicePaid($"evt_{number}", $"in_{number}", user, net: 9_900)))));

        Assert.Equal([HttpStatusCode.OK], answers.Distinct());
        Assert.Equal(Users, (await second.AllAsync("commissions")).Count);
        var events = await first.AllAsync("events?type=commission.created");
        Assert.Equal(Users, events.Count);
        Assert.Equal(Users, (await first.NotesAsync(Users)).Count);
        foreach (var id in events.Select(line => line.GetProperty("id").GetString()!))
        {
            Assert.Single(installation.Output.SelectMany(output => output.Split('\n')), line =>
                line.Contains($"Noting the commission of {id}", StringComparison.Ordinal));
        }

        await first.AssertLedgerHoldsAsync();
    }

    /// <summary>Clicks on one instance, signs up on the other.</summary>
    private static async Task<string> ReferAsync(Installation installation, SaasHost[] hosts)
    {
        using var visitor = installation.Visit(hosts[0]);
        await visitor.ClickAsync("alpha");
        visitor.MoveTo(hosts[1]);
        return await visitor.SignUpAsync($"{Guid.NewGuid():N}@example.com");
    }
}
