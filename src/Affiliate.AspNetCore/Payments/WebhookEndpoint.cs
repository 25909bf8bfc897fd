using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Affiliate.AspNetCore;

/// <summary><c>POST /webhooks/{provider}</c>: the exact bytes go to the provider's adapter; 200 once they are stored.</summary>
internal sealed class WebhookEndpoint(PaymentIntake intake, IOptions<AffiliateHttpOptions> options, ILogger<WebhookEndpoint> logger)
{
    private const int MaxEndpointLength = 64;

    /// <summary>What Paddle Classic sent; Paddle Billing never does.</summary>
    private const string FormType = "application/x-www-form-urlencoded";

    private static Problem NotConfigured => Problem.Unavailable with { Code = "not_configured", Detail = "This endpoint has no signing secret yet." };

    public async Task ReceiveAsync(HttpContext context)
    {
        var answer = await AnswerAsync(context).ConfigureAwait(false);
        await answer.ExecuteAsync(context).ConfigureAwait(false);
    }

    private async Task<IResult> AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        var provider = (string)request.RouteValues["provider"]!;
        var endpoint = (string?)request.RouteValues["endpoint"] ?? "";
        if (!intake.Knows(provider) || endpoint.Length > MaxEndpointLength || endpoint.Any(char.IsControl))
        {
            return Problem.NotFound;
        }

        if (!intake.IsConfigured(provider, endpoint))
        {
            return NotConfigured;
        }

        if (!RequestBody.IsPlain(request))
        {
            return Problem.UnsupportedMediaType;
        }

        if (provider == "paddle" && IsForm(request))
        {
            return Problem.UnsupportedMediaType with { Reason = "paddle-classic-unsupported" };
        }

        if (await RequestBody.TryReadAsync(request, options.Value.MaxWebhookBytes).ConfigureAwait(false) is not { } body)
        {
            return Problem.TooLarge;
        }

        byte[] bytes;
        using (body)
        {
            bytes = body.Bytes.ToArray();
        }

        var message = new WebhookRequest(endpoint, bytes, name => HeaderLines(request, name));
        var answer = await intake.ReceiveAsync(provider, message, context.RequestAborted).ConfigureAwait(false);
        if (answer is { Result: IntakeResult.Rejected or IntakeResult.Ignored, Reason: { } reason and not WebhookReason.UnsupportedType })
        {
            // The provider is told no more than that: whoever sets the endpoint up finds here why nothing came of a message.
            Log.MessageWithoutEffect(logger, provider, reason);
        }

        return Answer(answer);
    }

    private static IResult Answer(IntakeAnswer answer) => answer.Result switch
    {
        IntakeResult.UnknownProvider => Problem.NotFound,
        IntakeResult.NotConfigured => NotConfigured,
        IntakeResult.Rejected => Rejected(answer.Reason),
        _ => new JsonAnswer<ReceivedAnswer>(new ReceivedAnswer(true), ApiJson.Default.ReceivedAnswer),
    };

    private static Problem Rejected(string? reason) => new(
        StatusCodes.Status400BadRequest,
        reason switch
        {
            null => "rejected",
            WebhookReason.BadJson => "invalid_json",
            _ when reason.StartsWith("signature-", StringComparison.Ordinal) => "invalid_signature",
            _ => reason,
        })
    {
        Reason = reason,
    };

    private static bool IsForm(HttpRequest request) =>
        request.ContentType?.StartsWith(FormType, StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>One value per header line: several lines of a signature are not one line with commas.</summary>
    private static IReadOnlyList<string> HeaderLines(HttpRequest request, string name) =>
        [.. request.Headers[name].OfType<string>()];
}

/// <summary>What a provider reads.</summary>
internal sealed record ReceivedAnswer(bool Received);
