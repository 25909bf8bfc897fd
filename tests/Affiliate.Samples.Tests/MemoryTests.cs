using System.Net;

namespace Affiliate.Samples;

/// <summary>The sample without a database for the program.</summary>
public sealed class MemoryTests
{
    [Fact]
    public async Task The_whole_path_works_in_memory()
    {
        await using var installation = Installation.Memory();
        var host = await installation.StartAsync();
        using var visitor = installation.Visit(host);

        var user = await visitor.ReferredUserAsync("beta");
        var answer = await visitor.StripeAsync(StripeMessage.InvoicePaid("evt_1", "in_1", user, net: 9_900));

        Assert.Equal(HttpStatusCode.OK, answer);
        Assert.Equal(1_980, Assert.Single(await visitor.AllAsync("commissions")).Int("amount_cents"));
        Assert.Single(await visitor.NotesAsync(1));
        await visitor.AssertLedgerHoldsAsync();
    }
}
