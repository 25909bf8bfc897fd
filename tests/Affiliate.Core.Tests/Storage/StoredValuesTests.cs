namespace Affiliate.Core.Tests;

/// <summary>The in-memory store refuses what a database would refuse or change.</summary>
public sealed class StoredValuesTests
{
    [Fact]
    public void Samples_are_storable()
    {
        StoredValues.Check(Sample.Partner());
        StoredValues.Check(Sample.Click());
        StoredValues.Check(Sample.WorkItem() with { DueAt = null, LastError = new string('e', 500) });
    }

    [Fact]
    public void Text_has_its_declared_length() =>
        Refuses(Sample.WorkItem() with { LastError = new string('e', 501) }, "work_items.LastError has 501 of at most 500");

    [Fact]
    public void Text_has_no_nul() => Refuses(Sample.Partner() with { FirstName = "a\0" }, "partners.FirstName has a NUL");

    [Fact]
    public void Text_has_whole_surrogate_pairs()
    {
        Refuses(Sample.Partner() with { FirstName = new string('\ud83d', 1) }, "partners.FirstName has half");
        StoredValues.Check(Sample.Partner() with { FirstName = "😀" });
    }

    [Fact]
    public void Times_are_in_utc_and_whole_milliseconds()
    {
        Refuses(Sample.Partner() with { CreatedAt = Sample.Now.AddTicks(1) }, "partners.CreatedAt is not in whole");
        Refuses(Sample.Partner() with { CreatedAt = Sample.Now.ToOffset(TimeSpan.FromHours(1)) }, "is not in UTC");
        Refuses(Sample.WorkItem() with { DueAt = Sample.Now.AddTicks(-1) }, "work_items.DueAt is not in whole");
    }

    [Fact]
    public void Spans_are_whole_milliseconds() => Refuses(
        Sample.Program() with { HoldPeriod = TimeSpan.FromMicroseconds(1) }, "programs.HoldPeriod is not in whole");

    private static void Refuses<T>(T record, string reason) where T : class, IRecord<T>
    {
        var error = Assert.Throws<ArgumentException>(() => StoredValues.Check(record));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }
}
