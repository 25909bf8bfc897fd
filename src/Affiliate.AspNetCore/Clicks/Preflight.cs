using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary>Answers a browser's question whether another page may send us JSON (AH-03).</summary>
internal sealed class Preflight(ProgramDirectory programs)
{
    public async Task AnswerAsync(HttpContext context)
    {
        var program = await programs
            .FindAsync(ProgramOf(context.Request), context.Request.Host.Value, context.RequestAborted).ConfigureAwait(false);
        var response = context.Response;
        response.StatusCode = StatusCodes.Status204NoContent;
        if (program is null)
        {
            response.Headers.Append("Vary", "Origin");
            return;
        }

        var origin = BeaconOrigin.Of(context.Request, program);
        origin.Allow(response);
        if (origin.Origin is not null)
        {
            response.Headers.AccessControlAllowMethods = HttpMethods.Post;
            response.Headers.AccessControlAllowHeaders = "content-type";
            response.Headers.AccessControlMaxAge = "7200";
        }
    }

    /// <summary>The program in the address: a preflight has no body to name it in.</summary>
    public static string? ProgramOf(HttpRequest request) =>
        request.QueryString.HasValue && request.Query["program_id"] is [{ Length: > 0 and <= Link.MaxSlugLength } program]
            ? program
            : null;
}
