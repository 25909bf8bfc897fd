using System.Diagnostics.Metrics;

namespace Affiliate.Core.Tests.Payments;

/// <summary>How long payments wait, as it is measured and as health checks say it (payment-providers §8).</summary>
public sealed class PaymentBacklogTests
{
    [Fact]
    public async Task The_oldest_of_each_state_is_read_once_a_minute_and_goes_on_growing_older()
    {
        await using var harness = await TrackerHarness.StartAsync();
        var backlog = harness.Get<PaymentBacklog>();
        var now = harness.Time.GetUtcNow();
        await AddAsync(harness, InboxState.Quarantined, now.AddMinutes(-3));
        await AddAsync(harness, InboxState.Quarantined, now.AddMinutes(-2));
        await AddAsync(harness, InboxState.Applied, now.AddMinutes(-9));

        Assert.Empty(backlog.Ages);
        await backlog.Reading;
        await AddAsync(harness, InboxState.Failed, now.AddMinutes(-7));
        harness.Time.Advance(TimeSpan.FromSeconds(59));
        var kept = backlog.Ages;
        await backlog.Reading;
        harness.Time.Advance(TimeSpan.FromSeconds(1));
        _ = backlog.Ages;
        await backlog.Reading;

        Assert.Equal([new("quarantined", TimeSpan.FromSeconds(239))], kept);
        Assert.Equal(
            [new("failed", TimeSpan.FromMinutes(8)), new("quarantined", TimeSpan.FromMinutes(4))], backlog.Ages.OrderBy(age => age.Key));
    }

    [Fact]
    public async Task A_refund_is_parked_until_its_sale_is_known()
    {
        await using var harness = await TrackerHarness.StartAsync();
        await harness.Tracker.ReverseAsync(new Reversal { Source = "refund-1", Target = "order-1" });
        harness.Time.Advance(TimeSpan.FromDays(2));

        Assert.Equal(TimeSpan.FromDays(2), Assert.Single(await AgesAsync(harness)).Value);
        await harness.Tracker.RecordAsync(SaleTests.Order("order-1", 9_900, "user-7"));

        Assert.Empty(await AgesAsync(harness));
        Assert.Empty(await harness.ListAsync(Query<WorkItem>.All.Equal(item => item.Kind, WorkKind.ParkedReversal)));
        await harness.VerifyLedgerAsync();
    }

    [Fact]
    public async Task One_that_a_person_was_told_of_is_the_oldest_until_it_is_dismissed()
    {
        await using var harness = await TrackerHarness.StartAsync();
        await harness.Tracker.ReverseAsync(new Reversal { Source = "refund-1", Target = "order-1" });
        var reversal = Assert.Single(await harness.ListAsync<SaleReversal>());
        await harness.SaveAsync(reversal with { ParkedAt = reversal.CreatedAt + ParkedReversals.Patience });
        harness.Time.Advance(TimeSpan.FromDays(40));

        Assert.Equal([new("parked", TimeSpan.FromDays(40))], await AgesAsync(harness));
    }

    [Fact]
    public async Task Who_listens_to_the_instrument_gets_the_ages_of_this_host()
    {
        await using var harness = await TrackerHarness.StartAsync();
        await AddAsync(harness, InboxState.Failed, harness.Time.GetUtcNow().AddSeconds(-12_345));
        var backlog = harness.Get<PaymentBacklog>();
        _ = backlog.Ages;
        await backlog.Reading;
        var seen = new List<(double Age, object? State)>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name == "affiliate.payments.oldest_waiting")
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>((_, age, tags, _) => seen.Add((age, tags[0].Value)));
        listener.Start();

        listener.RecordObservableInstruments();

        Assert.Contains((12_345d, "failed"), seen);
    }

    private static async Task<IEnumerable<KeyValuePair<string, TimeSpan>>> AgesAsync(TrackerHarness harness)
    {
        using var backlog = new PaymentBacklog(harness.Store, harness.Time);
        _ = backlog.Ages;
        await backlog.Reading;
        return backlog.Ages.Select(age => KeyValuePair.Create(age.Key, TimeSpan.FromSeconds(Math.Floor(age.Value.TotalSeconds))));
    }

    private static Task AddAsync(TrackerHarness harness, InboxState state, DateTimeOffset receivedAt) => harness.Store.AddAsync(
        Sample.InboxEntry() with { State = state, ReceivedAt = receivedAt });
}
