namespace Affiliate;

/// <summary>What was asked for contradicts what exists: a taken slug, for example. Nothing was changed.</summary>
public sealed class AffiliateConflictException : Exception
{
    /// <summary>Makes the exception with a general message.</summary>
    public AffiliateConflictException()
        : this("conflict", "This contradicts what exists already.")
    {
    }

    /// <summary>Makes the exception with a general code.</summary>
    public AffiliateConflictException(string message)
        : this("conflict", message)
    {
    }

    /// <summary>Makes the exception with its cause.</summary>
    public AffiliateConflictException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="code">What contradicts, as a code for programs, for example <c>slug_taken</c>.</param>
    /// <param name="message">The same for people.</param>
    public AffiliateConflictException(string code, string message)
        : base(message) => Code = code;

    /// <summary>What contradicts, as a code.</summary>
    public string Code { get; } = "conflict";
}
