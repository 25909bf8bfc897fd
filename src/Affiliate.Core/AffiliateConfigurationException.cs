namespace Affiliate;

/// <summary>The host's set-up lacks something, or says it twice; the message ends with the line to add or to remove.</summary>
public sealed class AffiliateConfigurationException : Exception
{
    /// <summary>Makes the exception with a general message.</summary>
    public AffiliateConfigurationException()
        : this("The set-up of the affiliate program is incomplete.")
    {
    }

    /// <summary>Makes the exception.</summary>
    public AffiliateConfigurationException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with its cause.</summary>
    public AffiliateConfigurationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
