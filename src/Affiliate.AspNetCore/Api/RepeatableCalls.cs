using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary>
/// Answers calls that come with an <c>Idempotency-Key</c> (semantics 16, I5): the effect of a key happens once, later and
/// concurrent twins get the first result and <c>deduped: true</c>, other content gets a conflict.
/// </summary>
/// <remarks>
/// The key is written by the unit that makes the object (<see cref="CallClaim"/>), so that no crash separates them. What it
/// names can be read again, so that the first answer need not be kept, and a secret in it never is.
/// </remarks>
internal sealed class RepeatableCalls(IAffiliateStore store, UnitRunner units, TimeProvider time)
{
    public const string Header = "Idempotency-Key";

    private const int MaxKeyLength = 255;

    /// <summary>How long after its effect a call may take to keep its answer.</summary>
    private static readonly TimeSpan TwinLimit = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan PauseForTwin = TimeSpan.FromMilliseconds(50);

    private const string BodyField = "idempotency_key";

    public async Task<IResult> AnswerAsync(ApiCall call, CallScope scope, Creation creation, ApiHandler handler)
    {
        if (FindProblem(call) is { } unusable)
        {
            return unusable;
        }

        // Partners have keys of their own: another partner's must not tell what was made under it (TX-01).
        var key = KeyOf(call.Request)!;
        var owned = call.Partner is { } partner ? $"{partner.Id} {key}" : key;
        var claim = new CallClaim(call.Program.Id, owned, Fingerprint(call), creation.IdType, time);
        return await FindAsync(claim, call).ConfigureAwait(false) is { } known
            ? await RepeatAsync(known, claim, call, creation, handler).ConfigureAwait(false)
            : await FirstAsync(claim, call, scope, creation, handler).ConfigureAwait(false);
    }

    /// <summary>The key that a call comes with, if any.</summary>
    public static string? KeyOf(HttpRequest request) => request.Headers[Header] is [{ } key] ? key : null;

    /// <summary>What is wrong with a call's key: it is no key, or the body says another one (C11); <see langword="null"/> when nothing.</summary>
    public static Problem? FindProblem(ApiCall call)
    {
        if (!call.Request.Headers.ContainsKey(Header))
        {
            return null;
        }

        if (KeyOf(call.Request) is not { Length: > 0 and <= MaxKeyLength } key || !key.All(c => c is > ' ' and <= '~'))
        {
            return Problem.Validation(Header, $"Must be one text of 1 to {MaxKeyLength} visible ASCII characters.");
        }

        return call.Body.TryGetProperty(BodyField, out var field) && !(field.ValueKind == JsonValueKind.String && field.ValueEquals(key))
            ? Problem.Validation(BodyField, $"Must be the same as the header '{Header}'.")
            : null;
    }

    private async Task<IResult> FirstAsync(
        CallClaim claim, ApiCall call, CallScope scope, Creation creation, ApiHandler handler)
    {
        scope.Claim = claim;
        IResult? answer = null;
        try
        {
            answer = await handler(call).ConfigureAwait(false);
        }
        catch (RepeatedCallException)
        {
            // A twin was faster; its key is committed.
        }
        catch (AffiliateConflictException conflict)
        {
            // Perhaps with what the twin has made.
            answer = Problem.Conflict(conflict);
        }

        // Nothing was written: perhaps because a twin wrote it all.
        if (!claim.IsMade && await FindAsync(claim, call).ConfigureAwait(false) is { } known)
        {
            scope.Claim = null;
            return await RepeatAsync(known, claim, call, creation, handler).ConfigureAwait(false);
        }

        if (claim.IsMade && creation.Repeat is null && answer is IRepeatable first)
        {
            await KeepAsync(claim, first.ToJson().ToJsonString(), call.Aborted).ConfigureAwait(false);
        }

        return answer ?? Problem.Unavailable;
    }

    private async Task<IResult> RepeatAsync(
        CallKey known, CallClaim claim, ApiCall call, Creation creation, ApiHandler handler)
    {
        if (known.Fingerprint != claim.Fingerprint)
        {
            return Problem.Conflict("idempotency_conflict", "This idempotency key was used with another content.");
        }

        if (creation.Repeat is null)
        {
            known = await WithAnswerAsync(known, claim, call).ConfigureAwait(false);
        }

        if (known.Answer is { } kept)
        {
            return new RepeatAnswer(JsonNode.Parse(kept)!.AsObject());
        }

        // Without an answer the first call did not come to its end: what it left undone is done now.
        call.Request.RouteValues["id"] = known.Subject;
        var answer = await (creation.Repeat ?? handler)(call).ConfigureAwait(false);
        return answer is IRepeatable again ? new RepeatAnswer(again.ToJson())
            : answer is Problem { Status: StatusCodes.Status404NotFound } ? new RepeatAnswer(new JsonObject { ["id"] = known.Subject })
            : answer;
    }

    /// <summary>The key with the first answer: a twin that is being answered at this moment is waited for, one that crashed is not.</summary>
    private async Task<CallKey> WithAnswerAsync(CallKey known, CallClaim claim, ApiCall call)
    {
        while (known.Answer is null && time.GetUtcNow() - known.CreatedAt < TwinLimit)
        {
            await Task.Delay(PauseForTwin, time, call.Aborted).ConfigureAwait(false);
            known = await FindAsync(claim, call).ConfigureAwait(false) ?? known;
        }

        return known;
    }

    private Task<CallKey?> FindAsync(CallClaim claim, ApiCall call) => store.FindAsync(CallKey.ById(claim.Id), call.Aborted);

    private Task<CallKey?> KeepAsync(CallClaim claim, string answer, CancellationToken ct) => units.RunAsync(
        async (unit, token) =>
        {
            var known = await unit.FindAsync(CallKey.ById(claim.Id), token).ConfigureAwait(false);
            if (known is { Answer: null })
            {
                unit.Save(known with { Answer = answer });
            }

            return known;
        },
        ct);

    /// <summary>The same for every spelling of a body: members in another order or with other spaces mean the same.</summary>
    private static string Fingerprint(ApiCall call)
    {
        var request = call.Request;
        var text = new StringBuilder().Append(request.Method).Append(' ').Append(request.Path).Append(request.QueryString).Append('\n');
        Write(call.Body, text);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static void Write(JsonElement value, StringBuilder text)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                text.Append('{');
                foreach (var member in value.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal))
                {
                    text.Append(JsonEncodedText.Encode(member.Name)).Append(':');
                    Write(member.Value, text);
                    text.Append(',');
                }

                text.Append('}');
                break;
            case JsonValueKind.Array:
                text.Append('[');
                foreach (var item in value.EnumerateArray())
                {
                    Write(item, text);
                    text.Append(',');
                }

                text.Append(']');
                break;
            default:
                text.Append(value.GetRawText());
                break;
        }
    }
}
