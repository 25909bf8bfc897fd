namespace Affiliate;

/// <summary>What is kept of an exception, for whoever looks at work that failed.</summary>
internal static class ErrorText
{
    private const int MaxLength = 500;
    private const string Hidden = "***";

    /// <summary>Type and message of the exception and its cause. Whatever looks like an e-mail address is left out.</summary>
    public static string Of(Exception exception)
    {
        var cause = exception.GetBaseException();
        var text = ReferenceEquals(cause, exception) ? Describe(exception) : $"{Describe(exception)} <- {Describe(cause)}";
        return SafeText.Of(text, MaxLength) ?? exception.GetType().Name;
    }

    private static string Describe(Exception exception) => $"{exception.GetType().FullName}: {HideAddresses(exception.Message)}";

    private static string HideAddresses(string message) => message.Contains('@', StringComparison.Ordinal)
        ? string.Join(' ', message.Split(' ').Select(word => word.Contains('@', StringComparison.Ordinal) ? Hidden : word))
        : message;
}
