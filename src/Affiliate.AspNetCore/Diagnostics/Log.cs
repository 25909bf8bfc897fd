using Microsoft.Extensions.Logging;

namespace Affiliate.AspNetCore;

/// <summary>Every line that the HTTP layer logs; ids from 2000. No bodies, addresses, cookies, keys or full URLs.</summary>
internal static partial class Log
{
    [LoggerMessage(2000, LogLevel.Warning, "{Method} {Route} was answered with 503: the store failed with {Error}.")]
    public static partial void StoreUnavailable(ILogger logger, string method, string route, string error);

    [LoggerMessage(2001, LogLevel.Error, "{Method} {Route} failed unexpectedly and was answered with 503.")]
    public static partial void EndpointFailed(ILogger logger, Exception exception, string method, string route);

    [LoggerMessage(2002, LogLevel.Warning, "A click could not be recorded; the page or redirect was answered without it.")]
    public static partial void ClickLost(ILogger logger, Exception? exception);

    [LoggerMessage(2010, LogLevel.Information, "A context token of a visitor was passed over: {Reason}.")]
    public static partial void ContextIgnored(ILogger logger, string reason);

    [LoggerMessage(2011, LogLevel.Warning, "{Part} of the host failed; the click is recorded without it.")]
    public static partial void VisitorUnknown(ILogger logger, Exception exception, string part);

    [LoggerMessage(2012, LogLevel.Information, "A message of {Provider} had no effect: {Reason}.")]
    public static partial void MessageWithoutEffect(ILogger logger, string provider, string reason);
}
