using System.Text;
using Microsoft.Extensions.Options;

namespace Affiliate.Stripe.Tests;

/// <summary>Delivers bodies to a webhook as Stripe would.</summary>
internal static class Deliveries
{
    public static StripeWebhook Webhook(Action<StripeOptions>? configure = null)
    {
        var options = new StripeOptions { SigningSecret = StripeSigner.Secret };
        configure?.Invoke(options);
        return new StripeWebhook(Options.Create(options));
    }

    public static WebhookRequest Request(byte[] body, string endpoint, params string[] signatures) =>
        new(endpoint, body, name => name == "Stripe-Signature" ? signatures : []);

    /// <summary>Signs a body and has it read.</summary>
    public static WebhookReading Deliver(byte[] body, Action<StripeOptions>? configure = null, string endpoint = "") =>
        Webhook(configure).Read(Request(body, endpoint, StripeSigner.Header(body, Sample.Now)), Sample.Now);

    public static WebhookReading Deliver(string body, Action<StripeOptions>? configure = null) =>
        Deliver(Encoding.UTF8.GetBytes(body), configure);

    /// <summary>The one fact of a body that is accepted.</summary>
    public static TFact Accepted<TFact>(byte[] body, Action<StripeOptions>? configure = null) where TFact : PaymentFact
    {
        var reading = Deliver(body, configure);
        Assert.Equal((WebhookVerdict.Accepted, null), (reading.Verdict, reading.Reason));
        return Assert.IsType<TFact>(Assert.Single(reading.Facts));
    }

    /// <summary>The body with one member of its object replaced by JSON, or removed.</summary>
    /// <param name="body">The body of an event.</param>
    /// <param name="path">Member names with dots between, counted from <c>data.object</c>.</param>
    /// <param name="json">The new value; <see langword="null"/> removes the member.</param>
    public static byte[] With(byte[] body, string path, string? json) => JsonBody.With(body, $"data.object.{path}", json);

    /// <summary>The body with several members changed.</summary>
    /// <param name="body">The body of an event.</param>
    /// <param name="changes"><c>path=json</c> pairs with blanks between, as <see cref="JsonBody"/> takes them.</param>
    public static byte[] Change(byte[] body, string changes) =>
        JsonBody.With(body, "data.object", changes.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
