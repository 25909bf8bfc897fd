using Affiliate;
using Affiliate.EntityFramework;

namespace Microsoft.EntityFrameworkCore;

/// <summary>Joins the affiliate program to the host's own transaction.</summary>
public static class AffiliateWithinExtensions
{
    /// <summary>Adds rows to the host's context instead of committing them, so that one save of the host's commits all.</summary>
    /// <param name="tracker">The tracker.</param>
    /// <param name="hostContext">A context whose model has <c>modelBuilder.UseAffiliate()</c>.</param>
    /// <exception cref="AffiliateConfigurationException">The program is kept in memory, or the context's model lacks its tables.</exception>
    /// <remarks>Never saves and opens no transaction. Like the context, not for parallel use.</remarks>
    public static AffiliateEnlistment Within(this AffiliateTracker tracker, DbContext hostContext)
    {
        ArgumentNullException.ThrowIfNull(tracker);
        ArgumentNullException.ThrowIfNull(hostContext);
        if (tracker.IsInMemory)
        {
            var name = hostContext.GetType().Name;
            throw new AffiliateConfigurationException(
                $"The affiliate program is kept in memory and never looks for what is added to {name}. Add this line: .UseEntityFramework<{name}>()");
        }

        return new AffiliateEnlistment(tracker, new EnlistedUnit(hostContext));
    }
}
