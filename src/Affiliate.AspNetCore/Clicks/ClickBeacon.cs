using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Affiliate.AspNetCore;

/// <summary><c>POST /track/click</c>: a page tells of an arrival (AH-02). Answered when the click is committed (I1).</summary>
internal sealed class ClickBeacon(
    ProgramDirectory programs, LinkDirectory links, ClickCapture capture, CurrentClick current, TestClicks tests, TimeProvider time,
    IOptions<AffiliateHttpOptions> options)
{
    private const int MaxBodyLength = 8 * 1024;
    private const int AnswerSize = 192;

    private readonly string[] _referralParameters = [.. options.Value.ReferralParameters];

    public async Task HandleAsync(HttpContext context)
    {
        var request = context.Request;
        if (!RequestBody.IsBeacon(request))
        {
            await Problem.UnsupportedMediaType.ExecuteAsync(context).ConfigureAwait(false);
            return;
        }

        if (await RequestBody.TryReadAsync(request, MaxBodyLength).ConfigureAwait(false) is not { } body)
        {
            await Problem.TooLarge.ExecuteAsync(context).ConfigureAwait(false);
            return;
        }

        Problem? problem;
        ClickFields fields;
        using (body)
        {
            problem = ClickFields.Read(body.Bytes, _referralParameters, out fields);
        }

        if (problem is null)
        {
            await RecordAsync(context, fields).ConfigureAwait(false);
        }
        else
        {
            await problem.ExecuteAsync(context).ConfigureAwait(false);
        }
    }

    private async Task RecordAsync(HttpContext context, ClickFields fields)
    {
        var ct = context.RequestAborted;
        var request = context.Request;
        var program = await programs
            .FindAsync(fields.ProgramId ?? Preflight.ProgramOf(request), request.Host.Value, ct).ConfigureAwait(false);
        if (program is null)
        {
            await Problem.NotFound.ExecuteAsync(context).ConfigureAwait(false);
            return;
        }

        var origin = BeaconOrigin.Of(request, program);
        origin.Allow(context.Response);
        if (fields.Ref is null)
        {
            var known = await current.FindAsync(context, program, fields.ExistingClickId, ct).ConfigureAwait(false);
            await AnswerAsync(context, program, known, ct).ConfigureAwait(false);
            return;
        }

        if (await links.FindAsync(program.Id, fields.Ref, ct).ConfigureAwait(false) is not { } target
            || target.StateAt(time.GetUtcNow()) != LinkState.Open)
        {
            await AnswerAsync(context, program, null, null).ConfigureAwait(false);
            return;
        }

        var quality = origin.IsTrusted ? TrafficQuality.Of(request) : TrafficQuality.ForeignOrigin;
        var reused = TestClicks.IsTest(request)
            ? null
            : await current.ReusableAsync(context, program, target, quality, fields.ExistingClickId).ConfigureAwait(false);
        if (reused is not null)
        {
            await AnswerAsync(context, program, reused, ct).ConfigureAwait(false);
            return;
        }

        await RecordAsync(context, program, target, quality, fields).ConfigureAwait(false);
    }

    private async Task RecordAsync(
        HttpContext context, AffiliateProgram program, LinkTarget target, TrafficQuality quality, ClickFields fields)
    {
        var ct = context.RequestAborted;
        fields.ReadAddress(program.CostParameter);
        var superseded = fields.ExistingClickId is null
            ? null
            : await current.FindAsync(context, program, fields.ExistingClickId, ct).ConfigureAwait(false);
        var arriving = capture.Identify(context, program, target, quality);
        var click = ClickCapture.Make(
            arriving,
            new Arrival(
                program, target, fields.Landing ?? fields.Url, fields.Referrer, fields.Parameters, superseded?.Id));
        if (TestClicks.IsTest(context.Request))
        {
            var isRecorded = await tests.TryRecordAsync(context.Request, program, click, ct).ConfigureAwait(false);
            await (isRecorded ? AnswerAsync(context, program, click.Id, target.Partner.Slug) : Problem.Unauthorized.ExecuteAsync(context))
                .ConfigureAwait(false);
            return;
        }

        if (!await capture.RecordAsync(click, ct).ConfigureAwait(false))
        {
            context.Response.Clear();
            await Problem.Unavailable.ExecuteAsync(context).ConfigureAwait(false);
            return;
        }

        var shown = ClickCapture.Shown(click);
        await AnswerAsync(context, program, shown, shown is null ? null : target.Partner.Slug).ConfigureAwait(false);
    }

    /// <summary>The click that the visitor has already.</summary>
    private async Task AnswerAsync(HttpContext context, AffiliateProgram program, Click? known, CancellationToken ct)
    {
        var partner = known is null ? null : await current.PartnerOfAsync(known, program, ct).ConfigureAwait(false);
        await AnswerAsync(context, program, partner is null ? null : known!.Id, partner).ConfigureAwait(false);
    }

    private static async Task AnswerAsync(HttpContext context, AffiliateProgram program, ClickId? click, string? partner)
    {
        var body = new ArrayBufferWriter<byte>(AnswerSize);
        using (var writer = new Utf8JsonWriter(body))
        {
            writer.WriteStartObject();
            writer.WriteString("click_id", click?.ToString());
            writer.WriteString("partner", partner);
            writer.WriteNumber("cookie_window_days", (int)program.CookieWindow.TotalDays);
            writer.WriteEndObject();
        }

        var response = context.Response;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = body.WrittenCount;
        response.Headers.CacheControl = "no-store";
        await response.BodyWriter.WriteAsync(body.WrittenMemory, context.RequestAborted).ConfigureAwait(false);
    }
}

/// <summary>What a beacon is answered. Only described: it is written without it.</summary>
internal sealed record ClickAnswer(string? ClickId, string? Partner, int CookieWindowDays);
