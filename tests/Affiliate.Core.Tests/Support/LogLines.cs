using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Affiliate.Core.Tests;

/// <summary>Keeps what is logged.</summary>
internal sealed class LogLines : ILoggerProvider
{
    private readonly ConcurrentQueue<(int Id, LogLevel Level, string Text)> _lines = new();

    /// <summary>The lines with an id, in order.</summary>
    public IReadOnlyList<string> Of(int id) => [.. _lines.Where(line => line.Id == id).Select(line => line.Text)];

    public ILogger CreateLogger(string categoryName) => new Logger(_lines);

    public void Dispose()
    {
    }

    private sealed class Logger(ConcurrentQueue<(int, LogLevel, string)> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, Microsoft.Extensions.Logging.EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) =>
            lines.Enqueue((eventId.Id, logLevel, formatter(state, exception)));
    }
}
