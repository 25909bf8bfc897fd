using System.Data.Common;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Affiliate.AspNetCore;

/// <summary>Stands around every endpoint: whatever goes wrong inside, the answer is one of ours and never a 500.</summary>
internal sealed class EndpointGuard(ILogger<EndpointGuard> logger)
{
    public RequestDelegate Around(RequestDelegate next) => context => InvokeAsync(next, context);

    private async Task InvokeAsync(RequestDelegate next, HttpContext context)
    {
        try
        {
            await next(context).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is ClientGoneException || context.RequestAborted.IsCancellationRequested)
        {
            // What was begun is committed or rolled back, and nobody is left to answer.
        }
        catch (BadHttpRequestException exception)
        {
            await AnswerAsync(context, ProblemOf(exception)).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            if (IsOutage(exception))
            {
                Log.StoreUnavailable(logger, context.Request.Method, RouteOf(context), exception.GetType().Name);
            }
            else
            {
                Log.EndpointFailed(logger, exception, context.Request.Method, RouteOf(context));
            }

            await AnswerAsync(context, Problem.Unavailable).ConfigureAwait(false);
        }
    }

    private static async Task AnswerAsync(HttpContext context, Problem problem)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }

        context.Response.Clear();
        await problem.ExecuteAsync(context).ConfigureAwait(false);
    }

    /// <summary>The server itself refused the request, for example because the body is larger than the host allows.</summary>
    private static Problem ProblemOf(BadHttpRequestException exception) => exception.StatusCode switch
    {
        StatusCodes.Status413PayloadTooLarge => Problem.TooLarge,
        StatusCodes.Status408RequestTimeout => new Problem(StatusCodes.Status408RequestTimeout, "request_timeout"),
        _ => new Problem(StatusCodes.Status400BadRequest, "bad_request"),
    };

    private static bool IsOutage(Exception exception)
    {
        for (var inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (inner is DbException or TimeoutException or OperationCanceledException or AffiliateBusyException
                or StoreConflictException)
            {
                return true;
            }
        }

        return false;
    }

    private static string RouteOf(HttpContext context) => context.GetEndpoint()?.DisplayName ?? "unknown";
}
