using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary>
/// <c>GET /pixel.gif</c>: a page reports a conversion by showing a picture (CP-04). Anybody can do so, which is why a program
/// must ask for it, only clicks that it knows count, and what they earn waits for review (semantics 12).
/// </summary>
/// <remarks>The picture is the same whatever it led to: it tells nothing about clicks and transactions.</remarks>
internal sealed class ConversionPixel(ProgramDirectory programs, AffiliateTracker tracker, IAffiliateStore store)
{
    /// <summary>One transparent pixel.</summary>
    private static readonly byte[] Picture = Convert.FromBase64String("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7");

    public async Task RecordAsync(HttpContext context)
    {
        var request = context.Request;
        var ct = context.RequestAborted;
        var program = await programs.FindAsync(request.Query["program_id"], request.Host.Value, ct).ConfigureAwait(false);
        if (program is not { TakesPixelConversions: true })
        {
            await Problem.NotFound.ExecuteAsync(context).ConfigureAwait(false);
            return;
        }

        var errors = new InputErrors();
        var payment = ReportedConversion.Read(request.Query, program, errors);
        if (errors.Any)
        {
            await errors.ToProblem().ExecuteAsync(context).ConfigureAwait(false);
            return;
        }

        var click = await store.FindAsync(Click.ById(AffiliateId.Parse<ClickId>(payment.Evidence.Click!)), ct).ConfigureAwait(false);
        if (click?.ProgramId == program.Id)
        {
            await tracker.RecordAsync(
                payment with { Provider = Payment.PixelProvider, ReviewReason = Payment.PixelProvider }, ct).ConfigureAwait(false);
        }

        var response = context.Response;
        response.ContentType = "image/gif";
        response.ContentLength = Picture.Length;
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        await response.BodyWriter.WriteAsync(Picture, ct).ConfigureAwait(false);
    }
}
