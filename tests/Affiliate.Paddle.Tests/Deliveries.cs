using System.Text;
using Microsoft.Extensions.Options;

namespace Affiliate.Paddle.Tests;

/// <summary>Delivers bodies to a webhook as Paddle would.</summary>
internal static class Deliveries
{
    public static PaddleWebhook Webhook(Action<PaddleOptions>? configure = null)
    {
        var options = new PaddleOptions { SigningSecret = PaddleSigner.Secret };
        configure?.Invoke(options);
        return new PaddleWebhook(Options.Create(options));
    }

    public static WebhookRequest Request(byte[] body, string endpoint, params string[] signatures) =>
        new(endpoint, body, name => name == "Paddle-Signature" ? signatures : []);

    /// <summary>Signs a body and has it read.</summary>
    public static WebhookReading Deliver(byte[] body, Action<PaddleOptions>? configure = null) =>
        Webhook(configure).Read(Request(body, "", PaddleSigner.Header(body, Sample.Now)), Sample.Now);

    public static WebhookReading Deliver(string body, Action<PaddleOptions>? configure = null) =>
        Deliver(Encoding.UTF8.GetBytes(body), configure);

    /// <summary>The one fact of a body that is accepted.</summary>
    public static TFact Accepted<TFact>(byte[] body, Action<PaddleOptions>? configure = null) where TFact : PaymentFact
    {
        var reading = Deliver(body, configure);
        Assert.Equal((WebhookVerdict.Accepted, null), (reading.Verdict, reading.Reason));
        return Assert.IsType<TFact>(Assert.Single(reading.Facts));
    }

    /// <summary>The body with members of its data changed.</summary>
    /// <param name="body">The body of a notification.</param>
    /// <param name="changes"><c>path=json</c> pairs with blanks between, as <see cref="JsonBody"/> takes them.</param>
    public static byte[] With(byte[] body, string changes) =>
        JsonBody.With(body, "data", changes.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
