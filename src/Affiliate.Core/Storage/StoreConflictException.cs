namespace Affiliate;

/// <summary>A unit lost a race: a unique key exists already, or a version is stale. Running it again sees the winner.</summary>
public sealed class StoreConflictException : Exception
{
    /// <summary>Makes the exception with a general message.</summary>
    public StoreConflictException()
        : this("Another transaction was first; run the unit again.")
    {
    }

    /// <summary>Makes the exception.</summary>
    public StoreConflictException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with its cause.</summary>
    public StoreConflictException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
