using Affiliate;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddAffiliateTracking();

var app = builder.Build();
app.MapAffiliateEndpoints();

// The program makes itself; everything is in memory until a store is chosen. One partner, so that there is a link to follow:
await app.Services.GetRequiredService<AffiliateTracker>().EnrollAsync(new NewPartner
{
    Email = "alpha@partners.example",
    Slug = "alpha",
    Status = PartnerStatus.Active,
});
await app.RunAsync();
