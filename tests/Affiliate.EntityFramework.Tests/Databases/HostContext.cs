using Microsoft.EntityFrameworkCore;

namespace Affiliate.EntityFramework.Tests;

/// <summary>A host's context: a table of its own, and the affiliate program's.</summary>
public sealed class HostContext(DbContextOptions<HostContext> options) : DbContext(options)
{
    public DbSet<HostUser> Users => Set<HostUser>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.UseAffiliate();
}

/// <summary>A row of the host's own.</summary>
public sealed class HostUser
{
    public int Id { get; set; }

    public string Name { get; set; } = "";
}
