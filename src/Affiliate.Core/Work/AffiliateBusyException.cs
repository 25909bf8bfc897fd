namespace Affiliate;

/// <summary>Other transactions won every race for the same rows. Nothing was changed; the same call may be made again.</summary>
public sealed class AffiliateBusyException : Exception
{
    /// <summary>Makes the exception with a general message.</summary>
    public AffiliateBusyException()
        : this("Other transactions kept changing the same rows. Nothing was changed; try again in a moment.")
    {
    }

    /// <summary>Makes the exception.</summary>
    public AffiliateBusyException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with its cause.</summary>
    public AffiliateBusyException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
