using System.Text;

namespace Affiliate;

/// <summary>Checks what a database would refuse or change, so that it does not pass unnoticed without one.</summary>
internal static class StoredValues
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Checks every field of a record.</summary>
    /// <exception cref="ArgumentException">A value is too long or not storable as it is.</exception>
    public static void Check<T>(T record) where T : class, IRecord<T>
    {
        foreach (var field in T.Record.Fields)
        {
            if (Problem(field, field.Get(record)) is { } problem)
            {
                throw new ArgumentException($"{T.Record.Name}.{field.Name} {problem}.", nameof(record));
            }
        }
    }

    /// <summary>Whether a text has no half of a surrogate pair, so that it survives being written as UTF-8.</summary>
    public static bool IsUnicode(string text)
    {
        try
        {
            StrictUtf8.GetByteCount(text);
            return true;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }

    private static string? Problem(RecordField field, object? value) => value switch
    {
        string text when text.Length > field.MaxLength => $"has {text.Length} of at most {field.MaxLength} characters",
        string text when text.Contains('\0', StringComparison.Ordinal) => "has a NUL character",
        string text when !IsUnicode(text) => "has half of a surrogate pair",
        DateTimeOffset time when time.Offset != TimeSpan.Zero => "is not in UTC",
        DateTimeOffset time when !IsWhole(time.Ticks) => "is not in whole milliseconds",
        TimeSpan span when !IsWhole(span.Ticks) => "is not in whole milliseconds",
        _ => null,
    };

    private static bool IsWhole(long ticks) => ticks % TimeSpan.TicksPerMillisecond == 0;
}
