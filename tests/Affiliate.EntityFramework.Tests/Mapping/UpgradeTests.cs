using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Affiliate.EntityFramework.Tests;

/// <summary>A new version of the library is a migration like any other of the host's: rows of before read as they would without its columns.</summary>
[NeedsPostgres]
public class UpgradeTests
{
    [Fact]
    public async Task Rows_of_an_earlier_version_keep_everything_on_SQLite()
    {
        await using var earlier = SqliteFiles.New<EarlierContext>();

        await MigrateAsync(earlier);
    }

    [ConditionalFact]
    public async Task Rows_of_an_earlier_version_keep_everything_on_PostgreSQL()
    {
        await using var database = await (await PostgresServer.Instance).CreateDatabaseAsync();
        var earlier = new TestDatabase<EarlierContext>(options => options.UseNpgsql(database.ConnectionString), () => ValueTask.CompletedTask);
        await using (var context = earlier.Open())
        {
            await context.Database.EnsureCreatedAsync();
        }

        await MigrateAsync(earlier);
    }

    private static async Task MigrateAsync(TestDatabase<EarlierContext> earlier)
    {
        var (program, partner, coupon, key) = (Sample.Program(), Sample.Partner(), Sample.Coupon(), Sample.ApiKey());
        var later = new TestDatabase<HostContext>(earlier.Use, () => ValueTask.CompletedTask);
        await using var before = earlier.Open();
        before.AddRange(program, partner, coupon, key);
        await before.SaveChangesAsync();

        await using (var after = later.Open())
        {
            var model = after.GetService<IDesignTimeModel>().Model;
            var changes = after.GetService<IMigrationsModelDiffer>().GetDifferences(
                before.GetService<IDesignTimeModel>().Model.GetRelationalModel(), model.GetRelationalModel());
            foreach (var command in after.GetService<IMigrationsSqlGenerator>().Generate(changes, model))
            {
                await after.Database.ExecuteSqlRawAsync(command.CommandText);
            }
        }

        await using var harness = new StoreHarness<HostContext>(later, TimeProvider.System);
        var store = harness.CreateStore();
        IsAsBefore(program, await store.FindAsync(AffiliateProgram.ById(program.Id), default));
        IsAsBefore(partner, await store.FindAsync(Partner.ById(partner.Id), default));
        IsAsBefore(coupon, await store.FindAsync(Coupon.ById(coupon.Id), default));
        IsAsBefore(key, await store.FindAsync(ApiKey.ById(key.Id), default));
    }

    /// <summary>What the earlier version had is unchanged, the rest is as in a record that says nothing of it.</summary>
    private static void IsAsBefore<T>(T record, T? found) where T : class, IRecord<T>
    {
        Assert.NotNull(found);
        var initial = Activator.CreateInstance<T>();
        Assert.All(T.Record.Fields, field => Assert.Equal(
            field.Get(EarlierContext.Has(T.Record, field) ? record : initial), field.Get(found)));
    }

    /// <summary>A version that had no fields but those that every record must have, and those of keys and indexes.</summary>
    private sealed class EarlierContext(DbContextOptions<EarlierContext> options) : DbContext(options)
    {
        public DbSet<HostUser> Users => Set<HostUser>();

        public static bool Has(RecordType record, RecordField field) =>
            field.Property.IsDefined(typeof(RequiredMemberAttribute), inherit: false)
            || field == record.Version
            || record.UniqueKeys.Concat(record.Indexes).Any(key => key.Fields.Contains(field));

        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            modelBuilder.UseAffiliate();
            foreach (var record in RecordType.All)
            {
                foreach (var field in record.Fields.Where(field => !Has(record, field)))
                {
                    modelBuilder.Entity(record.ClrType).Ignore(field.Name);
                }
            }
        }
    }
}
