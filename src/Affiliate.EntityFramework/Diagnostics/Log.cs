using Microsoft.Extensions.Logging;

namespace Affiliate.EntityFramework;

internal static partial class Log
{
    [LoggerMessage(3000, LogLevel.Debug, "The database was busy or away (attempt {Attempt}); trying again in {Pause} ms.")]
    public static partial void TriesAgain(ILogger logger, int attempt, int pause, Exception failure);
}
