using System.Security.Claims;
using System.Text.Json.Serialization;
using Affiliate;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Saas.Data;

namespace Saas.Partners;

internal static class PartnerEndpoints
{
    public static void MapPartners(this WebApplication app) => app.MapPost("/partners/join", JoinAsync)
        .RequireAuthorization()
        .WithName("becomePartner")
        .WithTags("Accounts")
        .WithSummary("Become a partner")
        .WithDescription("Makes the user who is signed in a partner, who then sees the portal.");

    private static async Task<Results<Ok<Joined>, ValidationProblem, Conflict<string>, UnauthorizedHttpResult>> JoinAsync(
        NewPartnerBody body, ClaimsPrincipal signedIn, AppDbContext db, AffiliateTracker tracker, CancellationToken cancellationToken)
    {
        var id = signedIn.FindFirstValue(ClaimTypes.NameIdentifier);
        if (await db.Users.AsNoTracking().SingleOrDefaultAsync(user => user.Id == id, cancellationToken) is not { } user)
        {
            return TypedResults.Unauthorized();
        }

        try
        {
            var partner = await tracker.EnrollAsync(
                new NewPartner { Email = user.Email, Slug = body.Slug, UserKey = user.Id, Status = PartnerStatus.Active }, cancellationToken);
            return TypedResults.Ok(new Joined(partner.Id.ToString(), partner.Slug));
        }
        catch (ArgumentException)
        {
            return TypedResults.ValidationProblem(new Dictionary<string, string[]> { ["slug"] = ["Use 1 to 64 letters, digits, '-' and '_'."] });
        }
        catch (AffiliateConflictException conflict)
        {
            return TypedResults.Conflict(conflict.Message);
        }
    }

    /// <summary>The body of <c>POST /partners/join</c>.</summary>
    internal sealed record NewPartnerBody(string Slug);

    private sealed record Joined([property: JsonPropertyName("partner_id")] string PartnerId, string Slug);
}
