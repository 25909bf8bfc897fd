using Microsoft.AspNetCore.Authentication.Cookies;
using Saas;
using Saas.Accounts;
using Saas.Checkout;
using Saas.Commissions;
using Saas.Data;
using Saas.Partners;

var builder = WebApplication.CreateBuilder(new WebApplicationOptions
{
    Args = args,
    EnvironmentName = Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT")
        ?? Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT")
        ?? Environments.Development,
});
if (builder.Configuration[WebHostDefaults.ServerUrlsKey] is null)
{
    builder.WebHost.UseUrls("http://127.0.0.1:5080");
}

var database = Database.From(builder.Configuration, builder.Environment);
builder.Services.AddSingleton(database);
builder.Services.AddDbContext<AppDbContext>(database.Configure);
builder.Services.AddScoped<Registration>();
builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie();
builder.Services.AddAuthorization();
builder.Services.AddAffiliateProgram(database, builder.Configuration, builder.Environment);
builder.Services.AddOpenApi(options => options.AddDocumentTransformer<ApiDescription>());
builder.Services.AddProblemDetails();
builder.Services.ConfigureHttpJsonOptions(json =>
{
    // A member that is missing or null is a bad request before it reaches a handler.
    json.SerializerOptions.RespectNullableAnnotations = true;
    json.SerializerOptions.RespectRequiredConstructorParameters = true;
});
builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = false);

var app = builder.Build();
app.UseExceptionHandler();
app.UseStatusCodePages();
app.UseStaticFiles();
app.MapOpenApi();
app.MapPages();
app.MapAccounts();
app.MapCheckout();
app.MapPartners();

// A partner's own figures, for whoever is signed in here and is a partner (docs/portal.md).
app.MapAffiliateEndpoints().Portal.RequireAuthorization();
if (app.Environment.IsDevelopment())
{
    app.MapDiagnostics();
}

await using (var scope = app.Services.CreateAsyncScope())
{
    await Database.CreateAsync(scope.ServiceProvider.GetRequiredService<AppDbContext>());
    await ActivatorUtilities.CreateInstance<Seed>(scope.ServiceProvider).RunAsync(CancellationToken.None);
}

app.Lifetime.ApplicationStarted.Register(() => WhatToTry.Print(app));
await app.RunAsync();
