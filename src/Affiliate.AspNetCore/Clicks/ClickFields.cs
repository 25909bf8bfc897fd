using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.WebUtilities;

namespace Affiliate.AspNetCore;

/// <summary>The body of a beacon (AH-02), read without a document in between.</summary>
internal struct ClickFields
{
    /// <summary>Longer addresses than browsers send as referrer; what is kept is cut further.</summary>
    private const int MaxAddressLength = 4_096;

    /// <summary>The bits of the parameters stand behind those of the fields.</summary>
    private const int FirstParameter = 8;

    private const int LongestName = 16;

    private static readonly JsonReaderOptions Strict = new() { MaxDepth = JsonBody.MaxDepth };

    public string? ProgramId { get; private set; }

    public string? Ref { get; private set; }

    public string? Landing { get; private set; }

    public string? Referrer { get; private set; }

    /// <summary>The whole address of the page; it may name the link instead of <see cref="Ref"/> (AF-10).</summary>
    public string? Url { get; private set; }

    /// <summary>The click that the page has already (AF-15).</summary>
    public string? ExistingClickId { get; private set; }

    private ClickParameters _parameters;

    /// <summary>What the body, and then the query of the address, say about the advertisement.</summary>
    public readonly ClickParameters Parameters => _parameters;

    /// <summary>Reads a body; members that are not known are checked and passed over.</summary>
    /// <returns>What is wrong with it, or <see langword="null"/>.</returns>
    public static Problem? Read(
        in ReadOnlySequence<byte> body, string[] referralParameters, out ClickFields fields)
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

        if (fields.Ref is null && !errors.Has("ref") && !fields.TryReadRef(referralParameters, errors) && fields.ExistingClickId is null)
        {
            errors.Add("ref", "Is required.");
        }

        return errors.Any ? errors.ToProblem() : null;
    }

    /// <summary>Reads the query of the page's address; what the body says itself counts more.</summary>
    public void ReadAddress(string? costParameter)
    {
        var address = Url ?? Landing;
        var query = address?.IndexOf('?', StringComparison.Ordinal) ?? -1;
        if (query >= 0)
        {
            var fragment = address!.IndexOf('#', StringComparison.Ordinal);
            _parameters.Read(address.AsMemory()[query..(fragment > query ? fragment : address.Length)], costParameter);
        }
    }

    /// <summary>Finds the link in the page's address.</summary>
    private bool TryReadRef(string[] referralParameters, InputErrors errors)
    {
        if (Url is null)
        {
            return errors.Has("url");
        }

        if (!Uri.TryCreate(Url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            errors.Add("url", "Must be an http or https address.");
            return true;
        }

        var query = QueryHelpers.ParseQuery(address.Query);
        foreach (var parameter in referralParameters)
        {
            if (query.TryGetValue(parameter, out var values) && values is [{ Length: > 0 and <= Link.MaxSlugLength } slug, ..])
            {
                Ref = slug;
                return true;
            }
        }

        return false;
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
            if (field == Field.Other && TryReadParameter(ref reader, errors, out var number))
            {
                if ((seen & (1 << (FirstParameter + number))) != 0)
                {
                    return false;
                }

                seen |= 1 << (FirstParameter + number);
            }
            else if (field == Field.Other)
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
        : reader.ValueTextEquals("url"u8) ? Field.Url
        : reader.ValueTextEquals("existing_click_id"u8) ? Field.ExistingClickId
        : Field.Other;

    private void Set(Field field, ref Utf8JsonReader reader, InputErrors errors)
    {
        switch (field)
        {
            case Field.Ref:
                Ref = BeaconText.Read("ref", Link.MaxSlugLength, ref reader, errors);
                break;
            case Field.ProgramId:
                ProgramId = BeaconText.Read("program_id", Link.MaxSlugLength, ref reader, errors);
                break;
            case Field.Landing:
                Landing = BeaconText.Read("landing", MaxAddressLength, ref reader, errors);
                break;
            case Field.Url:
                Url = BeaconText.Read("url", MaxAddressLength, ref reader, errors);
                break;
            case Field.ExistingClickId:
                ExistingClickId = BeaconText.Read("existing_click_id", Link.MaxSlugLength, ref reader, errors);
                break;
            default:
                Referrer = BeaconText.Read("referrer", MaxAddressLength, ref reader, errors);
                break;
        }
    }

    /// <summary>Reads a member that says something about the advertisement.</summary>
    private bool TryReadParameter(ref Utf8JsonReader reader, InputErrors errors, out int number)
    {
        number = -1;
        if (reader.ValueIsEscaped || reader.ValueSpan.Length > LongestName)
        {
            return false;
        }

        Span<char> name = stackalloc char[LongestName];
        var length = System.Text.Encoding.UTF8.GetChars(reader.ValueSpan, name);
        number = ClickParameters.IndexOf(name[..length]);
        if (number < 0)
        {
            return false;
        }

        reader.Read();
        if (BeaconText.Read(name[..length].ToString(), MaxAddressLength, ref reader, errors) is { } text)
        {
            _parameters.Set(number, text);
        }

        return true;
    }

    private enum Field
    {
        Other,
        Ref,
        ProgramId,
        Landing,
        Referrer,
        Url,
        ExistingClickId,
    }
}
