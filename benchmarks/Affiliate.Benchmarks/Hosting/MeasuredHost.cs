using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Affiliate.Benchmarks.Hosting;

/// <summary>A host with the library and the empty endpoints that it is compared with.</summary>
internal static class MeasuredHost
{
    /// <summary>Rules that a visitor of the benchmark passes by, and one that holds (P2).</summary>
    private const string Rules =
        """
        [
          {"name":"phones","priority":9,"destination":"/phones","split":[],"conditions":[{"field":"Device","values":["mobile"]}]},
          {"name":"austria","priority":8,"destination":"/at","split":[],"conditions":[{"field":"Country","values":["AT"]}]},
          {"name":"test","priority":1,"conditions":[{"field":"Browser","values":["chrome"]}],
           "split":[{"destination":"/a","weight":1},{"destination":"/b","weight":1}]}
        ]
        """;

    private static readonly string Secret = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    public static async Task RunAsync(string database, string connection)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = Environments.Production });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddAffiliateTracking(affiliate =>
        {
            affiliate.Configure(options => options.Secrets["bench"] = Secret);
            if (database != "memory")
            {
                affiliate.UseEntityFramework<BenchmarkContext>();
            }
        });
        builder.Services.AddDbContextPool<BenchmarkContext>(options =>
        {
            _ = database == "postgres" ? options.UseNpgsql(connection) : options.UseSqlite(connection);
        });

        var app = builder.Build();
        app.MapPost("/empty", static _ => Task.CompletedTask);
        app.MapGet("/empty-redirect", static context =>
        {
            context.Response.Redirect("/");
            return Task.CompletedTask;
        });
        app.MapGet("/stored", CountAsync);
        app.MapGet("/allocated", static () => GC.GetTotalAllocatedBytes());
        app.MapAffiliateEndpoints();
        await PrepareAsync(app, database);
        await app.StartAsync();
        Console.WriteLine(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        await app.WaitForShutdownAsync();
    }

    private static async Task PrepareAsync(WebApplication app, string database)
    {
        if (database != "memory")
        {
            await using var scope = app.Services.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<BenchmarkContext>().Database.EnsureCreatedAsync();
        }

        var partner = await app.Services.GetRequiredService<AffiliateTracker>().EnrollAsync(new NewPartner
        {
            Email = "alpha@partners.example",
            Slug = "alpha",
            Status = PartnerStatus.Active,
        });
        await app.Services.GetRequiredService<IAffiliateStore>().ExecuteAsync(
            async (unit, token) =>
            {
                var link = await unit.FindAsync(Link.BySlug(partner.ProgramId, partner.Slug), token);
                unit.Save(link! with { Rules = Rules });
                return true;
            },
            CancellationToken.None);
    }

    private static async Task<IResult> CountAsync(IAffiliateStore store, CancellationToken cancellationToken)
    {
        var clicks = await store.SumAsync(Query<Click>.All.GroupBy(), cancellationToken);
        var tallies = await store.SumAsync(Query<ClickTally>.All.GroupBy().Sum(tally => tally.Clicks), cancellationToken);
        return Results.Json(new ClickCount(clicks[0].Count, tallies[0].Totals[0]));
    }
}
