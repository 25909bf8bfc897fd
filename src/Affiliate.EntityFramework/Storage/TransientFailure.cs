using System.Data.Common;

namespace Affiliate.EntityFramework;

/// <summary>Tells failures that go away by themselves: a busy database, a deadlock, a lost connection.</summary>
internal static class TransientFailure
{
    private const string SerializationFailure = "40001";

    private const string DeadlockDetected = "40P01";

    // Providers that do not say so through DbException: SQLite (busy, locked); SQL Server and MySQL (deadlock, lock
    // wait, snapshot conflict). Their packages are the host's choice, so their own properties are read by name.
    private static readonly (string Property, int[] Codes)[] ProviderCodes =
        [("SqliteErrorCode", [5, 6]), ("Number", [1205, 1213, 3960])];

    /// <summary>Whether the same work may succeed when it is done again.</summary>
    public static bool Is(Exception? failure)
    {
        for (; failure is not null; failure = failure.InnerException)
        {
            if (failure is DbException database && Is(database))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Is(DbException failure) =>
        failure.IsTransient
        || failure.SqlState is SerializationFailure or DeadlockDetected
        || Array.Exists(ProviderCodes, item => failure.GetType().GetProperty(item.Property) is { } property
            && property.GetValue(failure) is int code && item.Codes.Contains(code));
}
