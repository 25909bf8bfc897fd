using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Affiliate.AspNetCore;

/// <summary><c>POST /track/click</c>: a page tells of an arrival (AH-02). Answered when the click is committed (I1).</summary>
internal sealed class ClickBeacon(
    ProgramDirectory programs, LinkDirectory links, LinkCap cap, ClickCapture capture, CurrentClick current, TestClicks tests, TimeProvider time,
    IOptions<AffiliateHttpOptions> options)
{
    private const int MaxBodyLength = 8 * 1024;
    private const int AnswerSize = 256;

    private readonly string[] _referralParameters = [.. options.Value.ReferralParameters];
    private readonly bool _isCookieless = options.Value.IsCookieless;

    public async Task HandleAsync(HttpContext context)
    {
        if (await ArriveAsync(context).ConfigureAwait(false) is not var (program, target, click))
        {
            return;
        }

        var isTest = TestClicks.IsTest(context.Request);
        if (!isTest && ClickCapture.IsDropped(click, program))
        {
            await AnswerAsync(context, program, null, null).ConfigureAwait(false);
            return;
        }

        var isRecorded = isTest
            ? await tests.TryRecordAsync(context.Request, program, click, context.RequestAborted).ConfigureAwait(false)
            : await capture.RecordAsync(click, context.RequestAborted).ConfigureAwait(false);
        if (!isRecorded)
        {
            context.Response.Clear();
            await (isTest ? Problem.Unauthorized : Problem.Unavailable).ExecuteAsync(context).ConfigureAwait(false);
            return;
        }

        var shown = ClickCapture.Shown(click);
        await AnswerAsync(context, program, shown, shown is null ? null : target.Partner.Slug).ConfigureAwait(false);
    }

    private async ValueTask<(ClickFields Fields, Problem? Problem)> ReadAsync(HttpRequest request)
    {
        if (!RequestBody.IsBeacon(request))
        {
            return (default, Problem.UnsupportedMediaType);
        }

        if (await RequestBody.TryReadAsync(request, MaxBodyLength).ConfigureAwait(false) is not { } body)
        {
            return (default, Problem.TooLarge);
        }

        using (body)
        {
            var problem = ClickFields.Read(body.Bytes, _referralParameters, out var fields);
            return (fields, problem);
        }
    }

    /// <summary>
    /// The click that the body tells of; <see langword="null"/> when it was answered already. Apart from the rest, so that
    /// what is needed to make a click is not kept while it is committed.
    /// </summary>
    private async ValueTask<(AffiliateProgram Program, LinkTarget Target, Click Click)?> ArriveAsync(HttpContext context)
    {
        var (fields, problem) = await ReadAsync(context.Request).ConfigureAwait(false);
        if (problem is null)
        {
            return await ArriveAsync(context, fields).ConfigureAwait(false);
        }

        await problem.ExecuteAsync(context).ConfigureAwait(false);
        return null;
    }

    private async ValueTask<(AffiliateProgram Program, LinkTarget Target, Click Click)?> ArriveAsync(HttpContext context, ClickFields fields)
    {
        var ct = context.RequestAborted;
        var request = context.Request;
        var program = await programs
            .FindAsync(fields.ProgramId ?? Preflight.ProgramOf(request), request.Host.Value, ct).ConfigureAwait(false);
        if (program is null)
        {
            await Problem.NotFound.ExecuteAsync(context).ConfigureAwait(false);
            return null;
        }

        var origin = BeaconOrigin.Of(request, program);
        origin.Allow(context.Response);
        if (fields.Ref is null)
        {
            var known = await current.FindAsync(context, program, fields.ExistingClickId, ct).ConfigureAwait(false);
            await AnswerAsync(context, program, known, ct).ConfigureAwait(false);
            return null;
        }

        if (await links.FindAsync(program.Id, fields.Ref, ct).ConfigureAwait(false) is not { } target
            || target.StateAt(time.GetUtcNow()) != LinkState.Open)
        {
            await AnswerAsync(context, program, null, null).ConfigureAwait(false);
            return null;
        }

        var quality = origin.IsTrusted ? TrafficQuality.Of(request) : TrafficQuality.ForeignOrigin;
        var reused = TestClicks.IsTest(request)
            ? null
            : await current.ReusableAsync(context, program, target, quality, fields.ExistingClickId).ConfigureAwait(false);
        if (reused is not null)
        {
            await AnswerAsync(context, program, reused, ct).ConfigureAwait(false);
            return null;
        }

        if (target.Link.MaxClicks is not null && quality.IsAttributable && !TestClicks.IsTest(request)
            && await cap.TryTakeAsync(target.Link, ct).ConfigureAwait(false) == false)
        {
            await AnswerAsync(context, program, null, null).ConfigureAwait(false);
            return null;
        }

        return (program, target, await MakeAsync(context, program, target, quality, fields).ConfigureAwait(false));
    }

    private async ValueTask<Click> MakeAsync(
        HttpContext context, AffiliateProgram program, LinkTarget target, TrafficQuality quality, ClickFields fields)
    {
        fields.ReadAddress(program.CostParameter);
        var superseded = fields.ExistingClickId is null
            ? null
            : await current.FindAsync(context, program, fields.ExistingClickId, context.RequestAborted).ConfigureAwait(false);
        var arriving = capture.Identify(context, program, target, quality);
        return ClickCapture.Make(
            arriving,
            new Arrival(
                program, target, fields.Landing ?? fields.Url, fields.Referrer, fields.Parameters, superseded?.Id));
    }

    /// <summary>The click that the visitor has already.</summary>
    private async Task AnswerAsync(HttpContext context, AffiliateProgram program, Click? known, CancellationToken ct)
    {
        var partner = known is null ? null : await current.PartnerOfAsync(known, program, ct).ConfigureAwait(false);
        await AnswerAsync(context, program, partner is null ? null : known!.Id, partner).ConfigureAwait(false);
    }

    /// <summary>Writes the answer by hand, as every click has one: ids and slugs hold nothing that JSON would escape.</summary>
    private ValueTask<FlushResult> AnswerAsync(HttpContext context, AffiliateProgram program, ClickId? click, string? partner)
    {
        var days = _isCookieless ? 0 : (int)program.CookieWindow.TotalDays;
        Span<byte> body = stackalloc byte[AnswerSize];
        var length = 0;
        _ = click is { } id && partner is not null
            ? Utf8.TryWrite(
                body, CultureInfo.InvariantCulture,
                $$"""{"click_id":"{{ClickId.Prefix}}{{id.Value:N}}","partner":"{{partner}}","cookie_window_days":{{days}}}""", out length)
            : Utf8.TryWrite(
                body, CultureInfo.InvariantCulture, $$"""{"click_id":null,"partner":null,"cookie_window_days":{{days}}}""", out length);
        var response = context.Response;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = length;
        response.Headers.CacheControl = "no-store";
        response.BodyWriter.Write(body[..length]);
        return response.BodyWriter.FlushAsync(context.RequestAborted);
    }
}

/// <summary>What a beacon is answered. Only described: it is written without it.</summary>
internal sealed record ClickAnswer(string? ClickId, string? Partner, int CookieWindowDays);
