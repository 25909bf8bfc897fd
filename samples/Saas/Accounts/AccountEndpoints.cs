using System.Text.Json.Serialization;
using Affiliate.AspNetCore;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Saas.Accounts;

internal static class AccountEndpoints
{
    public static void MapAccounts(this WebApplication app) => app.MapPost("/signup", SignUpAsync)
        .WithName("signUp")
        .WithTags("Accounts")
        .WithSummary("Sign up")
        .WithDescription("Makes an account, bound to the partner whose link the visitor came through.");

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

    private sealed record SignedUp([property: JsonPropertyName("user_id")] string UserId);
}
