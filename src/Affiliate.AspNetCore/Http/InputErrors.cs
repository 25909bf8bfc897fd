namespace Affiliate.AspNetCore;

/// <summary>What is wrong with the fields of a request, collected so that one answer names everything.</summary>
internal sealed class InputErrors
{
    /// <summary>Made when something is wrong: most requests have no errors.</summary>
    private Dictionary<string, IReadOnlyList<string>>? _messages;

    public bool Any => _messages is not null;

    public bool Has(string field) => _messages?.ContainsKey(field) == true;

    public void Add(string field, string message)
    {
        _messages ??= new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        _messages[field] = _messages.TryGetValue(field, out var known) ? [.. known, message] : [message];
    }

    public Problem ToProblem() => Problem.Validation(_messages ?? []);

    /// <summary>What no text may hold: NUL and halves of surrogate pairs, which databases refuse.</summary>
    public static bool IsSafe(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (text[i] == '\0' || char.IsSurrogate(text[i]))
            {
                return false;
            }
        }

        return true;
    }
}
