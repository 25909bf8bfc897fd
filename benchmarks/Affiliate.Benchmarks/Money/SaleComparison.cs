namespace Affiliate.Benchmarks.Money;

/// <summary>P6: recording a sale, against inserting the same rows by hand-written SQL in one transaction.</summary>
internal static class SaleComparison
{
    public static async Task RunAsync(string database, int seconds, int rounds)
    {
        await using var instance = await MoneyInstance.CreateAsync(database);
        await instance.ReferAsync();
        foreach (var _ in MoneyInstance.Customers)
        {
            await SellAsync(instance);
        }

        var byHand = await HandWritten.OfAsync(instance, () => SellAsync(instance));
        Console.WriteLine($"P6 {database}: {byHand}");
        await Alternation.RunAsync($"P6 {database}", seconds, rounds, byHand.InsertAsync, () => SellAsync(instance));
    }

    private static Task SellAsync(MoneyInstance instance) => instance.Get<AffiliateTracker>().RecordAsync(new Payment
    {
        Source = $"order-{Guid.CreateVersion7(instance.Get<TimeProvider>().GetUtcNow()):N}",
        Amount = new Affiliate.Money(9_900, "USD"),
        Customer = instance.NextCustomer(),
    });
}
