using System.Text.Json;

namespace Affiliate.AspNetCore;

/// <summary>Reads the fields of a JSON object. What is wrong is collected; an absent or null field is <see langword="null"/>.</summary>
/// <param name="root">The object.</param>
/// <param name="errors">Where errors are collected.</param>
/// <param name="path">What stands before a field's name in errors, for example <c>additional_data.</c>.</param>
internal sealed partial class JsonFields(JsonElement root, InputErrors errors, string path = "")
{
    /// <summary>Whether the field is given, also as null.</summary>
    public bool Has(string name) => root.TryGetProperty(name, out _);

    /// <summary>Refuses nulls in fields that can be left out but not emptied.</summary>
    public void RefuseNulls(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Null)
            {
                errors.Add(path + name, "Must not be null.");
            }
        }
    }

    /// <summary>A text without NUL and half surrogates; an empty one counts as absent.</summary>
    public string? Text(string name, int maxLength, bool isRequired = false)
    {
        if (Find(name, isRequired) is not { } value)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            return Refuse<string>(name, "Must be a text.");
        }

        var text = TextOf(value);
        if (text is null)
        {
            return Refuse<string>(name, "Has characters that are not allowed.");
        }

        return text.Length > maxLength ? Refuse<string>(name, $"Must have at most {maxLength} characters.")
            : text.Length > 0 ? text
            : isRequired ? Refuse<string>(name, "Is required.")
            : null;
    }

    /// <summary>A whole number within bounds, written without fraction or exponent.</summary>
    public long? Whole(string name, long least, long most, bool isRequired = false)
    {
        if (Find(name, isRequired) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= least && number <= most)
        {
            return number;
        }

        errors.Add(path + name, $"Must be a whole number between {least} and {most}.");
        return null;
    }

    /// <summary>A share in percent, rounded to two decimals (AH-26); an exact one, such as that of a tax, must have no more.</summary>
    public Rate? Percent(string name, bool isExact = false)
    {
        if (Find(name, isRequired: false) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var percent)
            && percent is >= 0 and <= 100 && (!isExact || decimal.Round(percent, 2) == percent))
        {
            return Rate.FromPercent(percent);
        }

        errors.Add(path + name, isExact ? "Must be a number between 0 and 100 with at most two decimals." : "Must be a number between 0 and 100.");
        return null;
    }

    /// <summary>True or false.</summary>
    public bool? Flag(string name)
    {
        if (Find(name, isRequired: false) is not { } value)
        {
            return null;
        }

        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return value.GetBoolean();
        }

        errors.Add(path + name, "Must be true or false.");
        return null;
    }

    /// <summary>A list of texts.</summary>
    public IReadOnlyList<string>? Texts(string name, int maxLength)
    {
        if (Find(name, isRequired: false) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String))
        {
            var texts = value.EnumerateArray().Select(TextOf).ToArray();
            if (texts.All(text => text is not null && text.Length <= maxLength))
            {
                return texts!;
            }
        }

        return Refuse<IReadOnlyList<string>>(name, $"Must be a list of texts of at most {maxLength} characters.");
    }

    /// <summary>An object, as its own fields.</summary>
    public JsonFields? Object(string name, out JsonElement value)
    {
        value = Find(name, isRequired: false) ?? default;
        return value.ValueKind switch
        {
            JsonValueKind.Undefined => null,
            JsonValueKind.Object => new JsonFields(value, errors, $"{path}{name}."),
            _ => Refuse<JsonFields>(name, "Must be an object."),
        };
    }

    private JsonElement? Find(string name, bool isRequired)
    {
        if (root.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null)
        {
            return value;
        }

        if (isRequired)
        {
            errors.Add(path + name, "Is required.");
        }

        return null;
    }

    private static string? TextOf(JsonElement value)
    {
        try
        {
            var text = value.GetString();
            return InputErrors.IsSafe(text) ? text : null;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, written as an escape.
            return null;
        }
    }

    private T? Refuse<T>(string name, string message) where T : class
    {
        errors.Add(path + name, message);
        return null;
    }
}
