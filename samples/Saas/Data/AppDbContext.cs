using Affiliate.EntityFramework;
using Microsoft.EntityFrameworkCore;

namespace Saas.Data;

public sealed class AppDbContext(DbContextOptions<AppDbContext> options) : DbContext(options)
{
    public DbSet<User> Users => Set<User>();

    public DbSet<CommissionNote> CommissionNotes => Set<CommissionNote>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<User>(user =>
        {
            user.Property(u => u.Id).HasMaxLength(36);
            user.Property(u => u.Email).HasMaxLength(254);
            user.HasIndex(u => u.Email).IsUnique();
        });
        modelBuilder.Entity<CommissionNote>().HasKey(note => note.EventId);
        modelBuilder.UseAffiliate();
    }
}
