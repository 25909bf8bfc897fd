using Microsoft.EntityFrameworkCore;

namespace Affiliate.EntityFramework.Tests;

/// <summary>A host that has given our rows columns that only Entity Framework can fill.</summary>
public sealed class ExtendedContext(DbContextOptions<ExtendedContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.UseAffiliate();
        modelBuilder.Entity<Click>().Property<string>("Tenant").IsRequired().HasDefaultValue("main");
        modelBuilder.Entity<ClickTally>().Property<string?>("Note");
        modelBuilder.Entity<Partner>().Property<DateTime>("ValidFrom").HasDefaultValue(DateTime.UnixEpoch);
    }
}
