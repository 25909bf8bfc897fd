namespace Affiliate.AspNetCore.Tests;

/// <summary>A host that does nothing about it has every route in its own OpenAPI document.</summary>
public class HostDocumentTests
{
    [Fact]
    public async Task Every_route_is_in_the_hosts_document_with_its_parameters_and_body()
    {
        await using var host = await TestHost.StartAsync(
            services: services => services.AddOpenApi(),
            pipeline: app =>
            {
                app.MapAffiliateEndpoints();
                app.MapOpenApi();
            });

        var paths = (await host.GetAsync("/openapi/v1.json").JsonAsync()).GetProperty("paths");

        foreach (var route in Routes.All)
        {
            var operation = paths.GetProperty("/affiliate" + route.Pattern).GetProperty(route.Method.ToLowerInvariant());
            var parameters = operation.TryGetProperty("parameters", out var list)
                ? list.EnumerateArray().Select(item => item.GetProperty("name").GetString()).ToHashSet()
                : [];
            Assert.NotEmpty(operation.GetProperty("summary").GetString()!);
            Assert.NotEmpty(operation.GetProperty("responses").Names());
            Assert.Equal(route.Pattern.Contains('{', StringComparison.Ordinal), list.ValueKind != default && list.GetRawText().Contains("\"path\"", StringComparison.Ordinal));
            Assert.Equal(route.HasPages, parameters.Contains("per_page"));
            Assert.Equal(route.HasPeriod, parameters.Contains("from"));
            Assert.Equal(route.Body is not null, operation.TryGetProperty("requestBody", out _));
        }

        Assert.Equal(Routes.All.Count, paths.EnumerateObject().Where(path => path.Name.StartsWith("/affiliate/", StringComparison.Ordinal)).Sum(path => path.Value.Names().Count()));
    }
}
