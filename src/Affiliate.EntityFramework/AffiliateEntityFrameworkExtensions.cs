using Affiliate;
using Affiliate.EntityFramework;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Keeps the affiliate program in the host's database.</summary>
public static class AffiliateEntityFrameworkExtensions
{
    /// <summary>Keeps everything in the database of the host's context. Called twice, the later context is used.</summary>
    /// <remarks>
    /// The context needs <c>modelBuilder.UseAffiliate();</c> in its <c>OnModelCreating</c> and a relational database. The library
    /// opens scopes of its own and never saves changes that the host has pending.
    /// </remarks>
    /// <typeparam name="TContext">The host's context, registered with <c>AddDbContext</c> or its kin.</typeparam>
    /// <exception cref="AffiliateConfigurationException">At start: the context lacks the affiliate program's tables.</exception>
    public static AffiliateBuilder UseEntityFramework<TContext>(this AffiliateBuilder builder) where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddLogging();
        builder.Services.AddHostedService<ModelCheckAtStart<TContext>>();
        return builder.UseStore<EfAffiliateStore<TContext>>();
    }
}
