using System.Runtime.CompilerServices;
using Affiliate.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Affiliate.EntityFramework.Tests;

/// <summary>What <c>UseAffiliate</c> makes of a host's model, whatever the host's conventions are (C5, C7).</summary>
public class ModelTests
{
    private static readonly IModel Default = ModelOf(model => model.UseAffiliate());

    [Fact]
    public void Every_record_has_a_table_with_the_columns_it_declares()
    {
        foreach (var record in RecordType.All)
        {
            var entity = Entity(Default, record);

            Assert.Equal("affiliate_" + record.Name, entity.GetTableName());
            Assert.Equal(
                record.Fields.Select(field => DatabaseName.Of(field.Name)).Order(StringComparer.Ordinal),
                entity.GetProperties().Select(property => property.GetColumnName()).Order(StringComparer.Ordinal));
            Assert.All(entity.GetProperties(), property => Assert.Equal(ValueGenerated.Never, property.ValueGenerated));
        }
    }

    /// <summary>C1: uniqueness is the database's.</summary>
    [Fact]
    public void Every_key_is_unique_in_the_database_and_every_index_exists()
    {
        foreach (var record in RecordType.All)
        {
            var entity = Entity(Default, record);

            Assert.Equal([record.PrimaryKey.Fields[0].Name], entity.FindPrimaryKey()!.Properties.Select(p => p.Name));
            Assert.Equal(Names(record.UniqueKeys), IndexesOf(entity, isUnique: true));
            Assert.Equal(Names(record.Indexes), IndexesOf(entity, isUnique: false));
        }
    }

    /// <summary>C5: the version is a token that the library sets.</summary>
    [Fact]
    public void Versions_are_the_only_concurrency_tokens()
    {
        foreach (var record in RecordType.All)
        {
            var tokens = Entity(Default, record).GetProperties().Where(property => property.IsConcurrencyToken);

            Assert.Equal(record.Version is null ? [] : [record.Version.Name], tokens.Select(token => token.Name));
        }
    }

    [Fact]
    public void Names_are_short_enough_for_every_database_and_differ()
    {
        var model = ModelOf(builder => builder.UseAffiliate(options => options.TablePrefix = "twenty_characters_l_"));
        var names = model.GetEntityTypes()
            .SelectMany(entity => entity.GetIndexes().Select(index => index.GetDatabaseName())
                .Concat(entity.GetKeys().Select(key => key.GetName()))
                .Append(entity.GetTableName()))
            .ToList();

        Assert.All(names, name => Assert.InRange(name!.Length, 1, 60));
        Assert.Equal(names.Count, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    [Fact]
    public void Prefix_and_schema_are_the_hosts_choice()
    {
        var model = ModelOf(builder => builder.UseAffiliate(options =>
        {
            options.TablePrefix = "aff_";
            options.Schema = "partners";
        }));

        var clicks = Entity(model, Click.Record);

        Assert.Equal(("aff_clicks", "partners"), (clicks.GetTableName(), clicks.GetSchema()));
    }

    [Theory]
    [InlineData("a_prefix_that_is_too_long_")]
    [InlineData("Upper")]
    [InlineData("quote\"")]
    [InlineData("space ")]
    public void A_prefix_with_other_characters_is_refused(string prefix) => Assert.Throws<ArgumentException>(
        () => ModelOf(model => model.UseAffiliate(options => options.TablePrefix = prefix)));

    [Fact]
    public void Called_twice_the_later_options_apply()
    {
        var model = ModelOf(builder => builder.UseAffiliate().UseAffiliate(options => options.TablePrefix = "b_"));

        Assert.All(RecordType.All, record => Assert.Equal("b_" + record.Name, Entity(model, record).GetTableName()));
        Assert.Equal(2, Entity(model, Partner.Record).GetIndexes().Count(index => index.IsUnique));
    }

    /// <summary>What a later version adds to a table with rows has the value that a record without it has, so that a migration loses nothing.</summary>
    [Fact]
    public void Columns_that_records_need_not_set_have_a_default_and_its_length_is_bounded()
    {
        foreach (var record in RecordType.All)
        {
            var (entity, initial) = (Entity(Default, record), Activator.CreateInstance(record.ClrType)!);
            foreach (var field in record.Fields.Where(field =>
                !field.Property.IsDefined(typeof(RequiredMemberAttribute), inherit: false)
                && !record.UniqueKeys.Any(key => key.Fields.Contains(field))))
            {
                var property = entity.FindProperty(field.Name)!;

                Assert.Equal(field.Get(initial), property.GetDefaultValue());
                Assert.True(property.IsNullable || field.Get(initial) is not string || property.GetMaxLength() is not null, $"{record.Name}.{field.Name}");
            }
        }
    }

    /// <summary>A host that says how all its texts, ids and times are kept does not change ours.</summary>
    [Fact]
    public void Conventions_of_the_host_change_nothing()
    {
        using var plain = Context<PlainContext>();
        using var particular = Context<ParticularContext>();

        Assert.Equal(plain.Database.GenerateCreateScript(), particular.Database.GenerateCreateScript());
        Assert.Equal(Facets(plain), Facets(particular));
    }

    /// <summary>Enums are words, so that rows can be read and a member can be inserted later.</summary>
    [Fact]
    public void Enums_are_stored_as_words_and_flags_as_a_number()
    {
        var status = Entity(Default, Partner.Record).FindProperty(nameof(Partner.Status))!.GetTypeMapping().Converter!;
        var kind = Entity(Default, WorkItem.Record).FindProperty(nameof(WorkItem.Kind))!.GetTypeMapping().Converter!;
        var scopes = Entity(Default, ApiKey.Record).FindProperty(nameof(ApiKey.Scopes))!.GetTypeMapping().Converter!;

        Assert.Equal("suspended", status.ConvertToProvider(PartnerStatus.Suspended));
        Assert.Equal("tally_fold", kind.ConvertToProvider(WorkKind.TallyFold));
        Assert.Equal(WorkKind.TallyFold, kind.ConvertFromProvider("tally_fold"));
        Assert.Equal(3, scopes.ConvertToProvider(ApiScopes.Track | ApiScopes.Read));
    }

    [Fact]
    public void A_word_of_a_newer_version_is_told_apart()
    {
        var status = Entity(Default, Partner.Record).FindProperty(nameof(Partner.Status))!.GetTypeMapping().Converter!;

        var failure = Assert.Throws<InvalidOperationException>(() => status.ConvertFromProvider("hibernating"));

        Assert.Contains("'hibernating'", failure.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<(bool?, bool?, int?)> Facets(DbContext context) => context.Model.GetEntityTypes()
        .SelectMany(entity => entity.GetProperties())
        .Select(property => (property.IsUnicode(), property.IsFixedLength(), property.GetMaxLength()));

    private static IEnumerable<string> Names(IEnumerable<RecordKey> keys) =>
        keys.Select(key => key.Name).Order(StringComparer.Ordinal);

    private static IEnumerable<string> IndexesOf(IEntityType entity, bool isUnique) => entity.GetIndexes()
        .Where(index => index.IsUnique == isUnique)
        .Select(index => string.Join('_', index.Properties.Select(property => property.Name)))
        .Order(StringComparer.Ordinal);

    private static IEntityType Entity(IModel model, RecordType record) => model.FindEntityType(record.ClrType)!;

    private static TContext Context<TContext>() where TContext : DbContext
    {
        var options = new DbContextOptionsBuilder<TContext>();
        options.UseSqliteFile("none.db");
        return (TContext)Activator.CreateInstance(typeof(TContext), options.Options)!;
    }

    private static IModel ModelOf(Action<ModelBuilder> configure)
    {
        var options = new DbContextOptionsBuilder();
        options.UseSqliteFile("none.db");
        options.ReplaceService<IModelCacheKeyFactory, NoModelCache>();
        using var context = new AdHocContext(options.Options, configure);
        return context.GetService<IDesignTimeModel>().Model;
    }

    private sealed class AdHocContext(DbContextOptions options, Action<ModelBuilder> configure) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder) => configure(modelBuilder);
    }

    private sealed class NoModelCache : IModelCacheKeyFactory
    {
        public object Create(DbContext context, bool designTime) => new();
    }

    private sealed class PlainContext(DbContextOptions<PlainContext> options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.UseAffiliate();
    }

    private sealed class ParticularContext(DbContextOptions<ParticularContext> options) : DbContext(options)
    {
        protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
        {
            configurationBuilder.Properties<string>().HaveMaxLength(10).HaveColumnType("nchar(10)").AreUnicode(false).AreFixedLength();
            configurationBuilder.Properties<Guid>().HaveConversion<byte[]>();
            configurationBuilder.Properties<DateTimeOffset>().HaveConversion<string>();
            configurationBuilder.Properties<Enum>().HaveConversion<int>();
            configurationBuilder.Properties<PartnerId>().HaveConversion<string>();
        }

        protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.UseAffiliate();
    }
}
