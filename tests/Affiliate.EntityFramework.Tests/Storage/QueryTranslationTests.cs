using Affiliate.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Affiliate.EntityFramework.Tests;

/// <summary>What the database is asked: values as parameters, one statement per shape, text compared by its characters.</summary>
public class QueryTranslationTests
{
    [Fact]
    public void Values_are_parameters_so_that_a_shape_is_compiled_once()
    {
        using var context = OnSqlite();

        var (one, other) = (Sql(context, "zebra", PartnerStatus.Active), Sql(context, "yak", PartnerStatus.Suspended));

        Assert.Equal(one, other);
        Assert.DoesNotContain("zebra", one, StringComparison.Ordinal);
    }

    [Fact]
    public void Sorting_by_a_required_field_can_use_its_index()
    {
        using var context = OnSqlite();

        var sql = context.Select(Query<Click>.All.Ascending(click => click.OccurredAt).Descending(click => click.Id)).ToQueryString();

        Assert.EndsWith("ORDER BY \"a\".\"occurred_at\", \"a\".\"id\" DESC", sql, StringComparison.Ordinal);
    }

    /// <summary>A condition leaves out null, so there is no need to say where it goes.</summary>
    [Fact]
    public void Sorting_by_a_nullable_field_with_a_condition_can_use_its_index()
    {
        using var context = OnSqlite();

        var sql = context.Select(Query<WorkItem>.All
            .AtMost(item => item.DueAt, Sample.Now).Ascending(item => item.DueAt)).ToQueryString();

        Assert.EndsWith("ORDER BY \"a\".\"due_at\"", sql, StringComparison.Ordinal);
    }

    /// <summary>PostgreSQL compares text as the database's language does unless it is told otherwise.</summary>
    [Fact]
    public void Text_order_does_not_depend_on_the_language_of_the_database()
    {
        using var context = On(options => options.UseNpgsql("Host=none"));

        var sql = context.Select(Query<Partner>.All.Above(partner => partner.Slug, "a").Ascending(partner => partner.Slug)).ToQueryString();

        Assert.Contains("slug COLLATE \"C\" > @", sql, StringComparison.Ordinal);
        Assert.EndsWith("ORDER BY a.slug COLLATE \"C\"", sql, StringComparison.Ordinal);
    }

    /// <summary>Enums are kept as words but follow their numbers, as in memory.</summary>
    [Fact]
    public async Task Enums_follow_their_numbers()
    {
        await using var database = SqliteFiles.New<HostContext>();
        await using var context = database.Open();
        var statuses = Enum.GetValues<PartnerStatus>();
        context.AddRange(statuses.Reverse().Select(status => Sample.Partner() with { Status = status }));
        await context.SaveChangesAsync();

        var ascending = await context.Select(Query<Partner>.All.Ascending(partner => partner.Status)).ToListAsync();
        var above = await context.Select(Query<Partner>.All.Above(partner => partner.Status, PartnerStatus.Active)).ToListAsync();

        Assert.Equal(statuses, ascending.Select(partner => partner.Status));
        Assert.Equal(
            [PartnerStatus.Suspended, PartnerStatus.Deactivated], above.Select(partner => partner.Status).Order());
    }

    private static string Sql(HostContext context, string slug, PartnerStatus status)
    {
        var sql = context.Select(Query<Partner>.All
            .Equal(partner => partner.Slug, slug)
            .Equal(partner => partner.ProgramId, Sample.Id<ProgramId>())
            .Contains(partner => partner.FirstName, slug)
            .AtLeast(partner => partner.Status, status)
            .In(partner => partner.Email, [slug, slug + "2"])).ToQueryString();

        // What precedes the statement lists the parameters with their values.
        return sql[sql.IndexOf("SELECT", StringComparison.Ordinal)..];
    }

    private static HostContext OnSqlite() => On(options => options.UseSqliteFile("none.db"));

    private static HostContext On(Action<DbContextOptionsBuilder> use) =>
        new TestDatabase<HostContext>(use, () => ValueTask.CompletedTask).Open();
}
