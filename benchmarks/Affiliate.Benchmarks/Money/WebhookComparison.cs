using Affiliate.Stripe;
using Affiliate.TestSupport;
using Microsoft.Extensions.DependencyInjection;

namespace Affiliate.Benchmarks.Money;

/// <summary>
/// P5: a provider's message to a commission in this process (signature, inbox, sale, rule, ledger, events), against inserting the same
/// rows by hand-written SQL in one transaction. Each message is a renewal of one of many subscriptions.
/// </summary>
internal static class WebhookComparison
{
    public static async Task RunAsync(string database, int seconds, int rounds)
    {
        await using var instance = await CreateAsync(database);
        await instance.ReferAsync();
        foreach (var _ in MoneyInstance.Customers)
        {
            await ReceiveAsync(instance);
        }

        var byHand = await HandWritten.OfAsync(instance, () => ReceiveAsync(instance));
        Console.WriteLine($"P5 {database}: {byHand}");
        await Alternation.RunAsync($"P5 {database}", seconds, rounds, byHand.InsertAsync, () => ReceiveAsync(instance));
    }

    /// <summary>An instance that takes Stripe's messages.</summary>
    public static Task<MoneyInstance> CreateAsync(string database) => MoneyInstance.CreateAsync(
        database, affiliate => affiliate.UseStripe(stripe => stripe.SigningSecret = StripeSigner.Secret));

    /// <summary>Receives a message about a payment of the customer whose turn it is.</summary>
    public static async Task ReceiveAsync(MoneyInstance instance)
    {
        var now = instance.Get<TimeProvider>().GetUtcNow();
        var customer = instance.NextCustomer();
        var body = StripePayloads.InvoicePaid(new StripeInvoice
        {
            Id = $"in_{Guid.CreateVersion7(now):N}",
            PaidAt = now,
            Customer = $"cus_{customer}",
            Subscription = $"sub_{customer}",
            SubscriptionMetadata = new Dictionary<string, string> { ["affiliate_customer"] = customer },
        });
        string[] signature = [StripeSigner.Header(body, now)];
        var answer = await instance.Get<PaymentIntake>().ReceiveAsync(
            "stripe", new WebhookRequest("", body, name => name == "Stripe-Signature" ? signature : []), default);
        if (answer.Result != IntakeResult.Received)
        {
            throw new InvalidOperationException($"The message was not applied: {answer.Result}, {answer.Reason}.");
        }
    }
}
