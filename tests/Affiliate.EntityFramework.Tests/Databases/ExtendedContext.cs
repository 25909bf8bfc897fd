using Microsoft.EntityFrameworkCore;

namespace Affiliate.EntityFramework.Tests;

/// <summary>A host that has given our rows a column that only Entity Framework can fill.</summary>
public sealed class ExtendedContext(DbContextOptions<ExtendedContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.UseAffiliate().Entity<Click>().Property<string>("Tenant").IsRequired().HasDefaultValue("main");
}
