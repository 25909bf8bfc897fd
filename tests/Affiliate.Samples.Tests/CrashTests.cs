using System.Collections.Concurrent;
using System.Net;
using Affiliate.TestSupport;

namespace Affiliate.Samples;

/// <summary>I1, I2, I4, T1: <c>kill -9</c> under load, several times; whatever was answered is there afterwards.</summary>
public abstract class CrashTests
{
    private const int Rounds = 4;
    private const int Visitors = 6;

    private protected abstract Task<Installation> InstallAsync();

    [ConditionalFact]
    public async Task I1_kill_9_after_an_answer_loses_nothing()
    {
        await using var installation = await InstallAsync();
        var answered = new Answered();
        for (var round = 0; round < Rounds; round++)
        {
            var host = await installation.StartAsync();
            var visitors = Enumerable.Range(0, Visitors)
                .Select(number => VisitAsync(installation, host, $"{round}_{number}", answered)).ToArray();
            await answered.Invoices.NumberAsync(answered.Invoices.All.Count + 10 + round);
            await host.KillAsync();
            await Task.WhenAll(visitors);
        }

        using var owner = installation.Visit(await installation.StartAsync());
        await AssertNothingIsMissingAsync(owner, answered);
    }

    private static async Task VisitAsync(Installation installation, SaasHost host, string name, Answered answered)
    {
        try
        {
            for (var i = 0; ; i++)
            {
                using var visitor = installation.Visit(host);
                answered.Clicks.Add((await visitor.ClickAsync("alpha")).GetProperty("click_id").GetString()!);
                var user = await visitor.SignUpAsync($"v{name}_{i}@example.com");
                answered.Users.Add(user);
                var invoice = $"in_{name}_{i}";
                if (await visitor.StripeAsync(StripeMessage.InvoicePaid("evt_" + invoice, invoice, user, 9_900)) == HttpStatusCode.OK)
                {
                    answered.Invoices.Add(invoice);
                }
            }
        }
        catch (HttpRequestException)
        {
            // The host was killed: this request was not answered.
        }
    }

    private static async Task AssertNothingIsMissingAsync(SaasClient owner, Answered answered)
    {
        var clicks = await owner.PayloadsAsync("click", "click_id");
        var sales = await owner.PayloadsAsync("sale.created", "transaction_id");
        var events = await owner.AllAsync("events?type=commission.created");
        var commissions = await owner.AllAsync("commissions");
        Assert.Empty(answered.Clicks.Except(clicks));
        Assert.Empty(answered.Invoices.All.Except(sales.Select(sale => sale[(sale.LastIndexOf(':') + 1)..])));
        Assert.Equal(sales.Count, commissions.Count);
        Assert.Equal(commissions.Count, events.Count);
        Assert.Equal(commissions.Count, (await owner.NotesAsync(commissions.Count)).Count);
        Assert.True(commissions.Count >= answered.Invoices.All.Count);
        var users = await owner.UsersAsync();
        Assert.Empty(answered.Users.Except(users));
        Assert.Equal(users.Count, (await owner.AllAsync("events?type=referral.created")).Count);
        await owner.AssertLedgerHoldsAsync();
    }

    /// <summary>What the visitors were told.</summary>
    private sealed class Answered
    {
        public ConcurrentBag<string> Clicks { get; } = [];

        public ConcurrentBag<string> Users { get; } = [];

        public Arrivals<string> Invoices { get; } = new();
    }
}
