using Affiliate.TestSupport;
using Microsoft.Extensions.DependencyInjection;

namespace Affiliate.Core.Tests;

public class DeliveryRecorderTests
{
    /// <summary>C4: sent again by hand while the end of the attempt before still waits to be written.</summary>
    [Fact]
    public async Task A_delivery_that_ends_twice_in_one_group_is_written_as_taken_last()
    {
        await using var harness = await TrackerHarness.StartAsync();
        var recorder = ActivatorUtilities.CreateInstance<DeliveryRecorder>(harness.Get<IServiceProvider>());
        var endpoint = Endpoint();
        using var lane = new DeliveryLane(2);
        var taken = Delivery(endpoint.Id);
        await harness.Store.ExecuteAsync(
            (unit, _) =>
            {
                unit.Add(taken);
                return Task.FromResult(true);
            },
            default);
        await harness.Store.ExecuteAsync(
            (unit, _) =>
            {
                unit.Save(taken);
                return Task.FromResult(true);
            },
            default);
        recorder.Add(new SettledDelivery(lane, endpoint, taken with { State = DeliveryState.Failed, DueAt = null }, null));
        recorder.Add(new SettledDelivery(
            lane, endpoint, taken with { State = DeliveryState.Delivered, DueAt = null, Version = taken.Version + 1 }, null));
        recorder.Complete();

        await recorder.RunAsync();

        var written = await harness.Store.FindAsync(WebhookDelivery.ById(taken.Id), default);
        Assert.Equal(DeliveryState.Delivered, written!.State);
        Assert.False(harness.Get<StoreOutage>().IsOpen);
    }

    private static WebhookEndpoint Endpoint() => new()
    {
        Id = Sample.Id<WebhookEndpointId>(),
        ProgramId = Sample.Id<ProgramId>(),
        Url = "https://hooks.example.com/",
        Events = "*",
        IsActive = true,
        SealedSecret = "sealed",
        CreatedAt = Sample.Now,
    };

    private static WebhookDelivery Delivery(WebhookEndpointId endpoint) => new()
    {
        Id = Sample.Id<WebhookDeliveryId>(),
        ProgramId = Sample.Id<ProgramId>(),
        EndpointId = endpoint,
        EventId = Sample.Id<AffiliateEventId>(),
        EventType = "click.tracked",
        State = DeliveryState.Pending,
        DueAt = Sample.Now.AddYears(1),
        CreatedAt = Sample.Now,
    };
}
