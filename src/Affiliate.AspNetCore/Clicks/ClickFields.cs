using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;

namespace Affiliate.AspNetCore;

/// <summary>The body of a beacon (AH-02), read without a document in between.</summary>
internal struct ClickFields
{
    /// <summary>Longer addresses than browsers send as referrer; what is kept is cut further.</summary>
    private const int MaxAddressLength = 4_096;

    private static readonly JsonReaderOptions Strict = new() { MaxDepth = JsonBody.MaxDepth };

    public string? ProgramId { get; private set; }

    public string? Ref { get; private set; }

    public string? Landing { get; private set; }

    public string? Referrer { get; private set; }

    /// <summary>Reads a body; members that are not known are checked and passed over.</summary>
    /// <returns>What is wrong with it, or <see langword="null"/>.</returns>
    public static Problem? Read(in ReadOnlySequence<byte> body, out ClickFields fields)
    {
        fields = default;
        var utf8 = body.IsSingleSegment ? body.FirstSpan : body.ToArray();
        var errors = new InputErrors();
        try
        {
            if (!Utf8.IsValid(utf8) || !fields.TryRead(utf8, errors))
            {
                return Problem.InvalidJson;
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return Problem.InvalidJson;
        }

        if (fields.Ref is null && !errors.Has("ref"))
        {
            errors.Add("ref", "Is required.");
        }

        return errors.Any ? errors.ToProblem() : null;
    }

    private bool TryRead(ReadOnlySpan<byte> utf8, InputErrors errors)
    {
        var reader = new Utf8JsonReader(utf8, Strict);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        var seen = 0;
        var hasOthers = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = FieldAt(ref reader);
            if (field == Field.Other)
            {
                hasOthers = true;
                reader.Skip();
            }
            else if ((seen & (1 << (int)field)) != 0)
            {
                return false;
            }
            else
            {
                seen |= 1 << (int)field;
                reader.Read();
                Set(field, ref reader, errors);
            }
        }

        // Reading on refuses trailing text. Duplicates among the others are rare enough for a second, slower look.
        return !reader.Read() && (!hasOthers || JsonBody.TryParse(utf8.ToArray(), out _));
    }

    private static Field FieldAt(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("ref"u8) ? Field.Ref
        : reader.ValueTextEquals("program_id"u8) ? Field.ProgramId
        : reader.ValueTextEquals("landing"u8) ? Field.Landing
        : reader.ValueTextEquals("referrer"u8) ? Field.Referrer
        : Field.Other;

    private void Set(Field field, ref Utf8JsonReader reader, InputErrors errors)
    {
        switch (field)
        {
            case Field.Ref:
                Ref = Text("ref", Link.MaxSlugLength, ref reader, errors);
                break;
            case Field.ProgramId:
                ProgramId = Text("program_id", Link.MaxSlugLength, ref reader, errors);
                break;
            case Field.Landing:
                Landing = Text("landing", MaxAddressLength, ref reader, errors);
                break;
            default:
                Referrer = Text("referrer", MaxAddressLength, ref reader, errors);
                break;
        }
    }

    private static string? Text(string name, int maxLength, ref Utf8JsonReader reader, InputErrors errors)
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

    private enum Field
    {
        Other,
        Ref,
        ProgramId,
        Landing,
        Referrer,
    }
}
