using System.Diagnostics;
using Affiliate.Benchmarks.Money;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Affiliate.Benchmarks.Webhooks;

/// <summary>P15: how many deliveries one sender makes to 50 endpoints that answer at once, each signed, sent and written down.</summary>
internal static class DeliveryRate
{
    private const int Endpoints = 50;
    private const int BatchSize = 2_000;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <returns>Whether each delivery arrived exactly once.</returns>
    public static async Task<bool> RunAsync(string database, int deliveries, int rounds)
    {
        long received = 0;
        await using var receiver = await StartReceiverAsync(() => Interlocked.Increment(ref received));
        var isRight = true;
        for (var round = 0; round < rounds; round++)
        {
            received = 0;
            await using var instance = await MoneyInstance.CreateAsync(database, affiliate => affiliate.Configure(options =>
            {
                options.Webhooks.AllowHttp = true;
                options.Webhooks.AllowedNetworks.Add("127.0.0.0/8");
            }));
            await SeedAsync(instance, receiver.Services, deliveries);
            var dispatcher = instance.Get<IEnumerable<IHostedService>>().OfType<WebhookDispatcher>().Single();
            var watch = Stopwatch.StartNew();
            await dispatcher.StartAsync(default);
            var waiting = Query<WebhookDelivery>.All.NotEqual(delivery => delivery.State, DeliveryState.Delivered);
            while ((Interlocked.Read(ref received) < deliveries
                || await instance.Get<IAffiliateStore>().CountAsync(waiting, default) > 0) && watch.Elapsed < Limit)
            {
                await Task.Delay(10);
            }

            var seconds = watch.Elapsed.TotalSeconds;
            await dispatcher.StopAsync(default);
            isRight &= received == deliveries;
            Console.WriteLine(FormattableString.Invariant(
                $"P15 {database}: {received} of {deliveries} deliveries in {seconds:F1} s, {received / seconds:F0}/s"));
        }

        return isRight;
    }

    private static async Task<WebApplication> StartReceiverAsync(Action count)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapPost("/{endpoint}", _ =>
        {
            count();
            return Task.CompletedTask;
        });
        await app.StartAsync();
        return app;
    }

    private static async Task SeedAsync(MoneyInstance instance, IServiceProvider receiver, int deliveries)
    {
        var address = receiver.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        var partner = await instance.ReferAsync();
        var desk = instance.Get<WebhookDesk>();
        var endpoints = new List<WebhookEndpoint>();
        for (var i = 0; i < Endpoints; i++)
        {
            endpoints.Add((await desk.CreateAsync(partner.ProgramId, new WebhookSettings { Url = $"{address}/{i}", Events = ["sale.created"] })).Endpoint);
        }

        var now = instance.Get<TimeProvider>().GetUtcNow().ToUtcMilliseconds();
        for (var done = 0; done < deliveries; done += BatchSize)
        {
            var count = Math.Min(BatchSize, deliveries - done);
            await instance.Get<IAffiliateStore>().ExecuteAsync(
                (unit, _) =>
                {
                    for (var i = 0; i < count; i++)
                    {
                        var logged = TestSupport.Sample.LoggedEvent(partner.ProgramId) with
                        {
                            Id = AffiliateId.New<AffiliateEventId>(now),
                            Type = "sale.created",
                            CreatedAt = now,
                        };
                        unit.Add(logged);
                        unit.Add(WebhookDelivery.Of(endpoints[i % Endpoints], logged.Id, logged.Type, now));
                    }

                    return Task.FromResult(true);
                },
                default);
        }
    }
}
