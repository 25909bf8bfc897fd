using Affiliate;
using Affiliate.AspNetCore;
using Affiliate.Paddle;
using Affiliate.Stripe;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Saas.Checkout;

/// <summary>
/// What this application hands to its payment provider at checkout, so that payments find the partner. A real one calls the provider
/// with it; this one shows it.
/// </summary>
internal static class CheckoutEndpoints
{
    public static void MapCheckout(this WebApplication app) => app.MapPost("/checkout", Show)
        .WithName("checkout")
        .WithTags("Accounts")
        .WithSummary("What a checkout tells Stripe and Paddle")
        .WithDescription("Shows the metadata that carries the customer and the visit to the payment provider.");

    private static Ok<CheckoutParameters> Show(Buyer buyer, HttpContext context)
    {
        CustomerKey? customer = string.IsNullOrEmpty(buyer.UserId) ? default(CustomerKey?) : new CustomerKey(buyer.UserId);
        var visit = context.GetAffiliateVisit();
        var metadata = AffiliateStripeMetadata.For(customer, visit);

        // The session's own metadata does not reach renewals; the subscription's does.
        var stripe = new StripeSession("subscription", metadata, new StripeSubscriptionData(metadata));
        return TypedResults.Ok(new CheckoutParameters(stripe, new PaddleCheckout(AffiliatePaddleCustomData.For(customer, visit))));
    }
}

/// <summary>Who is buying: a signed-up user, or a guest.</summary>
internal sealed record Buyer([property: System.Text.Json.Serialization.JsonPropertyName("user_id")] string? UserId = null);

/// <summary>The parts of the provider's checkout that matter here.</summary>
internal sealed record CheckoutParameters(StripeSession Stripe, PaddleCheckout Paddle);

internal sealed record StripeSession(
    string Mode, Dictionary<string, string> Metadata,
    [property: System.Text.Json.Serialization.JsonPropertyName("subscription_data")] StripeSubscriptionData SubscriptionData);

internal sealed record StripeSubscriptionData(Dictionary<string, string> Metadata);

internal sealed record PaddleCheckout(
    [property: System.Text.Json.Serialization.JsonPropertyName("custom_data")] Dictionary<string, string> CustomData);
