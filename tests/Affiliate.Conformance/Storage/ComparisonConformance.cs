using System.Linq.Expressions;

namespace Affiliate.Conformance;

/// <summary>Every operator and sort order, on every type of field that has an order.</summary>
public abstract class ComparisonConformance : StoreConformance
{
    /// <summary>Amounts, over the whole range.</summary>
    [ConditionalFact]
    public Task Long_numbers_compare() => CompareAsync(
        sale => sale.AmountMinorUnits,
        value => Sample.Sale() with { AmountMinorUnits = value },
        long.MinValue, -1, 0, 1, 99, 100, long.MaxValue);

    /// <summary>Counts.</summary>
    [ConditionalFact]
    public Task Whole_numbers_compare() => CompareAsync(
        item => item.Attempt, value => Sample.WorkItem() with { Attempt = value }, int.MinValue, -1, 0, 9, 10, int.MaxValue);

    /// <summary>Text sorts by its characters: capitals before small letters, accents after both.</summary>
    [ConditionalFact]
    public Task Text_compares_ordinally() => CompareAsync(
        sale => sale.TransactionId,
        value => Sample.Sale() with { TransactionId = value },
        "", " ", "-", "10", "9", "A", "B", "B ", "Ba", "_", "a", "a b", "ab", "b", "Ä", "ä", "漢");

    /// <summary>Nullable text compares like text.</summary>
    [ConditionalFact]
    public Task Nullable_text_compares() => CompareAsync<Sale, string?>(
        sale => sale.ProductId, value => Sample.Sale() with { ProductId = value }, "", "A", "a", "a ");

    /// <summary>Points in time, down to the millisecond.</summary>
    [ConditionalFact]
    public Task Times_compare() => CompareAsync(
        sale => sale.OccurredAt,
        value => Sample.Sale() with { OccurredAt = value },
        DateTimeOffset.UnixEpoch.AddMilliseconds(-1),
        DateTimeOffset.UnixEpoch,
        Sample.Now,
        Sample.Now.AddMilliseconds(1),
        Sample.Now.AddYears(300));

    /// <summary>Nullable points in time compare like others.</summary>
    [ConditionalFact]
    public Task Nullable_times_compare() => CompareAsync<ApiKey, DateTimeOffset?>(
        key => key.ExpiresAt,
        value => Sample.ApiKey() with { ExpiresAt = value },
        Sample.Now.AddMilliseconds(-1),
        Sample.Now,
        Sample.Now.AddMilliseconds(1));

    /// <summary>Days.</summary>
    [ConditionalFact]
    public Task Days_compare() => CompareAsync(
        tally => tally.Day,
        value => Sample.Tally() with { Day = value },
        new DateOnly(1999, 12, 31),
        new DateOnly(2026, 2, 28),
        new DateOnly(2026, 3, 1),
        new DateOnly(2026, 10, 1),
        new DateOnly(3200, 1, 1));

    /// <summary>Spans of time.</summary>
    [ConditionalFact]
    public Task Spans_compare() => CompareAsync(
        program => program.HoldPeriod,
        value => Sample.Program() with { HoldPeriod = value },
        -TimeSpan.FromDays(1),
        TimeSpan.Zero,
        TimeSpan.FromMilliseconds(1),
        TimeSpan.FromHours(9),
        TimeSpan.FromHours(23),
        TimeSpan.FromDays(400));

    /// <summary>Shares.</summary>
    [ConditionalFact]
    public Task Rates_compare() => CompareAsync(
        program => program.DefaultCommission,
        value => Sample.Program() with { DefaultCommission = value },
        new Rate(0), new Rate(999), new Rate(1_000), new Rate(10_000));

    /// <summary>Nullable shares compare like others.</summary>
    [ConditionalFact]
    public Task Nullable_rates_compare() => CompareAsync<Partner, Rate?>(
        partner => partner.Commission,
        value => Sample.Partner() with { Commission = value },
        new Rate(0), new Rate(999), new Rate(1_000));

    /// <summary>Identifiers sort by their hex digits, which is by time.</summary>
    [ConditionalFact]
    public Task Identifiers_compare_by_their_digits() => CompareAsync(
        sale => sale.Id, value => Sample.Sale() with { Id = value }, [.. Numbers.Select(SaleId.From)]);

    /// <summary>Nullable identifiers compare like others.</summary>
    [ConditionalFact]
    public Task Nullable_identifiers_compare() => CompareAsync<Sale, PartnerId?>(
        sale => sale.PartnerId, value => Sample.Sale() with { PartnerId = value }, [.. Numbers.Select(number => (PartnerId?)new PartnerId(number))]);

    /// <summary>Bare numbers of 128 bits compare like identifiers.</summary>
    [ConditionalFact]
    public Task Guids_compare_by_their_digits() => CompareAsync<Click, Guid?>(
        click => click.VisitorId, value => Sample.Click() with { VisitorId = value }, [.. Numbers.Cast<Guid?>()]);

    // In the order of their hex digits; each pair is told apart by another part of the layout of a Guid.
    private static Guid[] Numbers =>
    [
        new("00000000-0000-0000-0000-000000000001"),
        new("00000000-0000-0000-0100-000000000000"),
        new("00000000-0000-0100-0000-000000000000"),
        new("00000000-0001-0000-0000-000000000000"),
        new("00000000-0100-0000-0000-000000000000"),
        new("00000001-0000-0000-0000-000000000000"),
        new("01000000-0000-0000-0000-000000000000"),
        new("0198a000-0000-7000-8000-000000000000"),
        new("7fffffff-0000-0000-0000-000000000000"),
        new("80000000-0000-0000-0000-000000000000"),
        new("ffffffff-ffff-ffff-ffff-ffffffffffff"),
    ];

    private async Task CompareAsync<T, TValue>(
        Expression<Func<T, TValue>> field, Func<TValue, T> make, params TValue[] ascending) where T : class, IRecord<T>
    {
        var read = field.Compile();
        await AddAsync(ascending.Reverse().Select(make));
        var all = Query<T>.All;

        Assert.Equal(ascending, Values(await ListAsync(all.Ascending(field))));
        Assert.Equal(ascending.Reverse(), Values(await ListAsync(all.Descending(field))));
        Assert.Equal(
            (TValue[])[ascending[0], ascending[^1]],
            Values(await ListAsync(all.In(field, [ascending[^1], ascending[0]]).Ascending(field))));
        for (var i = 0; i < ascending.Length; i++)
        {
            var value = ascending[i];
            Assert.Equal(ascending[..i], Values(await ListAsync(all.Below(field, value).Ascending(field))));
            Assert.Equal(ascending[..(i + 1)], Values(await ListAsync(all.AtMost(field, value).Ascending(field))));
            Assert.Equal(ascending[(i + 1)..], Values(await ListAsync(all.Above(field, value).Ascending(field))));
            Assert.Equal(ascending[i..], Values(await ListAsync(all.AtLeast(field, value).Ascending(field))));
            Assert.Equal([value], Values(await ListAsync(all.Equal(field, value))));
            Assert.Equal(
                ascending.Where((_, other) => other != i),
                Values(await ListAsync(all.NotEqual(field, value).Ascending(field))));
        }

        IEnumerable<TValue> Values(IEnumerable<T> records) => records.Select(read);
    }
}
