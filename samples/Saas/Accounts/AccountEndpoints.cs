using System.Security.Claims;
using System.Text.Json.Serialization;
using Affiliate;
using Affiliate.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Saas.Data;

namespace Saas.Accounts;

internal static class AccountEndpoints
{
    public static void MapAccounts(this WebApplication app)
    {
        app.MapPost("/signup", SignUpAsync)
            .WithName("signUp")
            .WithTags("Accounts")
            .WithSummary("Sign up")
            .WithDescription("Makes an account, bound to the partner whose link the visitor came through.");
        app.MapPost("/signin", SignInAsync)
            .WithName("signIn")
            .WithTags("Accounts")
            .WithSummary("Sign in")
            .WithDescription("Starts a session, and brings the clicks that the visitor made elsewhere before they signed up.");
    }

    private static async Task<Results<Ok<SignedUp>, ValidationProblem, Conflict<string>>> SignUpAsync(
        NewAccount account, Registration registration, HttpContext context, CancellationToken cancellationToken)
    {
        if (!account.IsValid)
        {
            return TypedResults.ValidationProblem(new Dictionary<string, string[]>
            {
                ["email"] = ["An e-mail address and a password of 1 to 200 characters are needed."],
            });
        }

        var userId = await registration.RegisterAsync(account, context.GetAffiliateVisit(), cancellationToken);
        return userId is null
            ? TypedResults.Conflict("This e-mail address has an account already.")
            : TypedResults.Ok(new SignedUp(userId));
    }

    private static async Task<Results<Ok<SignedUp>, UnauthorizedHttpResult>> SignInAsync(
        NewAccount account, AppDbContext db, AffiliateTracker tracker, HttpContext context, CancellationToken cancellationToken)
    {
        var email = account.Email.Trim().ToLowerInvariant();
        var user = await db.Users.SingleOrDefaultAsync(u => u.Email == email, cancellationToken);
        if (user is null || !Password.Matches(account.Password, user.PasswordHash))
        {
            return TypedResults.Unauthorized();
        }

        var identity = new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, user.Id)], CookieAuthenticationDefaults.AuthenticationScheme);
        await context.SignInAsync(new ClaimsPrincipal(identity));
        await tracker.SignInAsync(user.Id, context.GetAffiliateVisit(), user.CreatedAt, cancellationToken);
        return TypedResults.Ok(new SignedUp(user.Id));
    }

    private sealed record SignedUp([property: JsonPropertyName("user_id")] string UserId);
}
