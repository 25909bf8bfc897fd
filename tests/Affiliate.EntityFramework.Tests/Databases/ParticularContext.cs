using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Affiliate.EntityFramework.Tests;

/// <summary>A host that renames our tables and columns, keeps them in a schema and stores some values in its own way.</summary>
public sealed class ParticularContext(DbContextOptions<ParticularContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.UseAffiliate(affiliate =>
        {
            affiliate.TablePrefix = "";
            affiliate.Schema = Database.IsNpgsql() ? "Partner Program" : null;
        });
        modelBuilder.Entity<Click>(click =>
        {
            click.ToTable("Visits \"raw\"");
            click.Property(c => c.Source).HasColumnName("Came from").HasConversion<Backwards>().HasColumnType("text");
            click.Property(c => c.VisitorId).HasConversion<string>();
            click.Property(c => c.OccurredAt).HasConversion(
                time => time.UtcDateTime, stored => new DateTimeOffset(stored, TimeSpan.Zero));
            click.Property(c => c.Qualified).HasConversion<int>();
            click.Property(c => c.LinkId).HasConversion(id => id.Value.ToByteArray(), stored => new LinkId(new Guid(stored)));
        });
        modelBuilder.Entity<WorkItem>(item =>
        {
            item.Property(i => i.Kind).HasConversion<int>();
            item.Property(i => i.Subject).HasColumnName("select");
        });
        modelBuilder.Entity<ClickTally>().Property(tally => tally.Day).HasConversion(
            day => day.DayNumber, stored => DateOnly.FromDayNumber(stored));
    }

    private sealed class Backwards() : ValueConverter<string, string>(text => Reverse(text), stored => Reverse(stored))
    {
        private static string Reverse(string text)
        {
            // By whole characters, so that what is stored is text as well.
            var runes = text.EnumerateRunes().ToArray();
            Array.Reverse(runes);
            return string.Concat(runes);
        }
    }
}
