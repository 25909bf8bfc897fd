using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Affiliate.AspNetCore;

/// <summary>
/// <c>GET|POST /postback</c>: a network reports a conversion by calling an address, with the key in it when it can send no
/// header (CP-06). Addresses end up in logs: such a key does nothing else, and what it reports waits for review
/// (semantics 12). A key in the header that may report sales is believed like <c>/conversions</c>.
/// </summary>
internal sealed class PostbackEndpoint(AffiliateTracker tracker, TestTwin twin)
{
    /// <summary>Where the key stands in the address.</summary>
    private const string Token = "token";

    private const string FormType = "application/x-www-form-urlencoded";
    private const int MaxBodyLength = 8 * 1024;

    public static void Map(ApiRoutes routes)
    {
        var api = routes.Create<PostbackEndpoint>();
        foreach (var (method, statuses) in new[] { (HttpMethods.Get, new[] { 200, 409 }), (HttpMethods.Post, [200, 409, 413]) })
        {
            routes.Map(method, "/postback", ApiScopes.Postback, api.RecordAsync, "Report a conversion by the click's id; safe to repeat", statuses)
                .WithMetadata(new KeyInAddress(Token))
                .WithQuery([Token, .. ReportedConversion.Names, "test_mode"])
                .Gives<ConversionAnswer>();
        }
    }

    public async Task<IResult> RecordAsync(ApiCall call)
    {
        var (given, problem) = await ReadAsync(call.Request).ConfigureAwait(false);
        if (given is null)
        {
            return problem!;
        }

        var payment = ReportedConversion.Read(given, call.Program, call.Errors);
        var isTest = call.IsTest || IsSet(given, "test_mode", call.Errors);
        if (call.Refusal is { } refusal)
        {
            return refusal;
        }

        if (!call.Key.Scopes.HasFlag(ApiScopes.Track))
        {
            payment = payment with { Provider = Payment.PostbackProvider, ReviewReason = Payment.PostbackProvider };
        }

        if (isTest)
        {
            payment = await twin.OfAsync(call.Program, payment, call.Aborted).ConfigureAwait(false);
        }

        var recorded = await tracker.RecordAsync(payment, call.Aborted).ConfigureAwait(false);
        return recorded.Outcome == RecordOutcome.Conflict
            ? Problem.Conflict("idempotency_conflict", "This transaction was reported with another content.")
            : new JsonAnswer<ConversionAnswer>(ConversionAnswer.Of(recorded), ApiJson.Default.ConversionAnswer);
    }

    /// <summary>The query and the form together: a name in both is given twice.</summary>
    private static async ValueTask<(IQueryCollection? Given, Problem? Problem)> ReadAsync(HttpRequest request)
    {
        if (!HttpMethods.IsPost(request.Method))
        {
            return (request.Query, null);
        }

        if (await RequestBody.TryReadAsync(request, MaxBodyLength).ConfigureAwait(false) is not { } body)
        {
            return (null, Problem.TooLarge);
        }

        using (body)
        {
            var bytes = body.Bytes.ToArray();
            if (bytes.Length == 0)
            {
                return (request.Query, null);
            }

            if (!RequestBody.IsPlain(request) || request.ContentType?.StartsWith(FormType, StringComparison.OrdinalIgnoreCase) != true)
            {
                return (null, Problem.UnsupportedMediaType);
            }

            if (!Utf8.IsValid(bytes))
            {
                return (null, Problem.Validation("body", "Must be a form in UTF-8."));
            }

            var all = request.Query.ToDictionary(StringComparer.OrdinalIgnoreCase);
            foreach (var (name, values) in QueryHelpers.ParseQuery(Encoding.UTF8.GetString(bytes)))
            {
                all[name] = all.TryGetValue(name, out var known) ? StringValues.Concat(known, values) : values;
            }

            return (new QueryCollection(all), null);
        }
    }

    private static bool IsSet(IQueryCollection given, string name, InputErrors errors)
    {
        var text = new QueryFields(given, errors).Text(name, 5);
        if (text is not (null or "true" or "false" or "1" or "0"))
        {
            errors.Add(name, "Must be 'true' or 'false'.");
        }

        return text is "true" or "1";
    }
}
