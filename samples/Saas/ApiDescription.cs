using System.Text.Json.Nodes;
using Affiliate.AspNetCore;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Saas;

/// <summary>Completes the application's OpenAPI document: the affiliate program describes its own routes in full.</summary>
internal sealed class ApiDescription(EndpointDataSource endpoints) : IOpenApiDocumentTransformer
{
    public Task TransformAsync(
        OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Saas sample",
            Version = "1",
            Description = "A small application with an affiliate program inside.",
            Contact = new OpenApiContact { Name = "Saas sample", Url = new Uri("https://example.com/contact") },
            License = new OpenApiLicense { Name = "MIT", Identifier = "MIT" },
        };
        var affiliate = OpenApiDocument.Parse(AffiliateOpenApi.Describe(endpoints).ToJsonString(), "json").Document!;
        foreach (var (path, operations) in affiliate.Paths)
        {
            document.Paths[path] = operations;
        }

        document.Servers = [new OpenApiServer { Url = document.Servers?.FirstOrDefault()?.Url?.TrimEnd('/') ?? "/" }];
        document.Security = [new OpenApiSecurityRequirement()];
        document.Components?.Schemas?.Remove(nameof(JsonObject));
        foreach (var (name, schema) in affiliate.Components!.Schemas!)
        {
            document.AddComponent(name, schema);
        }

        foreach (var (name, response) in affiliate.Components.Responses!)
        {
            document.AddComponent(name, response);
        }

        foreach (var (name, scheme) in affiliate.Components.SecuritySchemes!)
        {
            document.AddComponent(name, scheme);
        }

        document.Tags = new HashSet<OpenApiTag>([.. affiliate.Tags!, new OpenApiTag { Name = "Accounts", Description = "The application's own users." }]);
        return Task.CompletedTask;
    }
}
