using System.Text.Json;

namespace Affiliate.AspNetCore;

/// <summary>Reads the texts of a beacon's body, as <see cref="JsonFields"/> does those of a document.</summary>
internal static class BeaconText
{
    /// <summary>The text; <see langword="null"/> for null, an empty one, and what is wrong.</summary>
    public static string? Read(string name, int maxLength, ref Utf8JsonReader reader, InputErrors errors)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        if (reader.TokenType != JsonTokenType.String)
        {
            reader.Skip();
            errors.Add(name, "Must be a text.");
            return null;
        }

        var text = TextAt(ref reader);
        if (text is null || !InputErrors.IsSafe(text))
        {
            errors.Add(name, "Has characters that are not allowed.");
            return null;
        }

        if (text.Length > maxLength)
        {
            errors.Add(name, $"Must have at most {maxLength} characters.");
            return null;
        }

        return text.Length == 0 ? null : text;
    }

    private static string? TextAt(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, written as an escape.
            return null;
        }
    }
}
