using System.Text.Json;

namespace Affiliate.AspNetCore;

/// <summary>Lists, choices and values of any kind.</summary>
internal sealed partial class JsonFields
{
    /// <summary>A list of objects, each as its own fields.</summary>
    public IReadOnlyList<JsonFields>? Objects(string name, int most)
    {
        if (Find(name, isRequired: false) is not { } value)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Array && value.GetArrayLength() <= most
            && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Object)
            ? [.. value.EnumerateArray().Select((item, i) => new JsonFields(item, errors, $"{path}{name}[{i}]."))]
            : Refuse<IReadOnlyList<JsonFields>>(name, $"Must be a list of at most {most} objects.");
    }

    /// <summary>A text, a number, a flag, or a list of them, as texts.</summary>
    public IReadOnlyList<string>? Scalars(string name, int most, int maxLength)
    {
        if (Find(name, isRequired: true) is not { } value)
        {
            return null;
        }

        JsonElement[] items = value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Take(most + 1)] : [value];
        var texts = items.Select(item => item.ValueKind switch
        {
            JsonValueKind.String => TextOf(item),
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => item.GetRawText(),
            _ => null,
        }).ToList();
        return texts.Count > 0 && texts.Count <= most && texts.TrueForAll(text => text is not null && text.Length <= maxLength)
            ? texts.ConvertAll(text => text!)
            : Refuse<IReadOnlyList<string>>(name, $"Must be a text, a number or a flag, or a list of up to {most}, each up to {maxLength} characters.");
    }

    /// <summary>One of an enum's published names.</summary>
    public TEnum? Choice<TEnum>(string name, bool isRequired = false, bool inAnyCase = false) where TEnum : struct, Enum
    {
        if (Text(name, 64, isRequired) is not { } text)
        {
            return null;
        }

        if (WireName.Find<TEnum>(text, inAnyCase) is { } known)
        {
            return known;
        }

        errors.Add(path + name, WireName.Expectation<TEnum>());
        return null;
    }

    /// <summary>Notes what is wrong with a field beyond its form.</summary>
    public void Fault(string name, string message) => errors.Add(path + name, message);
}
