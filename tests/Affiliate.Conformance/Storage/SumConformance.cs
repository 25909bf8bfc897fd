namespace Affiliate.Conformance;

/// <summary>Counts and sums, with and without groups.</summary>
public abstract class SumConformance : StoreConformance
{
    private static readonly DateOnly Today = new(2026, 3, 14);

    /// <summary>Without groups there is one row, also when nothing matches.</summary>
    [ConditionalFact]
    public async Task Without_groups_there_is_one_row_even_of_nothing()
    {
        var row = Assert.Single(await SumAsync(Query<Sale>.All.GroupBy().Sum(sale => sale.AmountMinorUnits)));

        Assert.Empty(row.Group);
        Assert.Equal(0, row.Count);
        Assert.Equal([0L], row.Totals);
    }

    /// <summary>With groups nothing gives no row.</summary>
    [ConditionalFact]
    public async Task With_groups_nothing_gives_no_row() =>
        Assert.Empty(await SumAsync(Query<Sale>.All.GroupBy(sale => sale.Kind).Sum(sale => sale.AmountMinorUnits)));

    /// <summary>Each sum has its place, negative numbers and large ones too.</summary>
    [ConditionalFact]
    public async Task Sums_come_in_the_order_asked_for()
    {
        await AddAsync(
            Sample.Sale() with { AmountMinorUnits = 10, GrossMinorUnits = Money.MaxMinorUnits },
            Sample.Sale() with { AmountMinorUnits = -3, GrossMinorUnits = Money.MaxMinorUnits },
            Sample.Sale() with { AmountMinorUnits = 0, GrossMinorUnits = 1 });

        var row = Assert.Single(await SumAsync(Query<Sale>.All.GroupBy()
            .Sum(sale => sale.GrossMinorUnits).Sum(sale => sale.AmountMinorUnits)
            .Sum(sale => sale.AmountMinorUnits).Sum(sale => sale.GrossMinorUnits)));

        Assert.Equal(3, row.Count);
        Assert.Equal([(2 * Money.MaxMinorUnits) + 1, 7L, 7L, (2 * Money.MaxMinorUnits) + 1], row.Totals);
    }

    /// <summary>A sum may use all 64 bits.</summary>
    [ConditionalFact]
    public async Task Sums_use_all_64_bits()
    {
        await AddAsync(
            Sample.Sale() with { AmountMinorUnits = long.MaxValue - 5, GrossMinorUnits = long.MinValue + 5 },
            Sample.Sale() with { AmountMinorUnits = 5, GrossMinorUnits = -5 });

        var row = Assert.Single(await SumAsync(
            Query<Sale>.All.GroupBy().Sum(sale => sale.AmountMinorUnits).Sum(sale => sale.GrossMinorUnits)));

        Assert.Equal([long.MaxValue, long.MinValue], row.Totals);
    }

    /// <summary>Conditions limit what is counted; order, skip and take do not.</summary>
    [ConditionalFact]
    public async Task Conditions_count_but_order_and_limits_do_not()
    {
        await AddAsync(Enumerable.Range(1, 6).Select(i => Sample.Sale() with { AmountMinorUnits = i }));

        var row = Assert.Single(await SumAsync(Query<Sale>.All
            .Above(sale => sale.AmountMinorUnits, 2).Ascending(sale => sale.AmountMinorUnits).Skip(1).Take(1)
            .GroupBy().Sum(sale => sale.AmountMinorUnits)));

        Assert.Equal((4L, 18L), (row.Count, row.Totals[0]));
    }

    /// <summary>Groups by text, which is told apart ordinally.</summary>
    [ConditionalFact]
    public Task Text_groups_are_ordinal() => GroupsAsync(
        sale => sale.TransactionId,
        (Sample.Sale() with { TransactionId = "a", AmountMinorUnits = 1 }, "a", 1, 1),
        (Sample.Sale() with { TransactionId = "A", AmountMinorUnits = 2 }, "A", 1, 2),
        (Sample.Sale() with { TransactionId = "a ", AmountMinorUnits = 4 }, "a ", 1, 4));

    /// <summary>Groups by an enum.</summary>
    [ConditionalFact]
    public Task Enums_make_groups() => GroupsAsync(
        sale => sale.Kind,
        (Sample.Sale() with { Kind = SaleKind.OneTime, AmountMinorUnits = 1 }, SaleKind.OneTime, 1, 1),
        (Sample.Sale() with { Kind = SaleKind.Renewal, AmountMinorUnits = 2 }, SaleKind.Renewal, 2, 6),
        (Sample.Sale() with { Kind = SaleKind.Renewal, AmountMinorUnits = 4 }, SaleKind.Renewal, 2, 6));

    /// <summary>Groups by a nullable field have one for null.</summary>
    [ConditionalFact]
    public async Task Null_is_a_group()
    {
        var partner = Sample.Id<PartnerId>();
        await GroupsAsync(
            sale => sale.PartnerId,
            (Sample.Sale() with { PartnerId = partner, AmountMinorUnits = 1 }, partner, 1, 1),
            (Sample.Sale() with { PartnerId = null, AmountMinorUnits = 2 }, null, 2, 6),
            (Sample.Sale() with { PartnerId = null, AmountMinorUnits = 4 }, null, 2, 6));
    }

    /// <summary>Groups by a time.</summary>
    [ConditionalFact]
    public Task Times_make_groups() => GroupsAsync(
        sale => sale.OccurredAt,
        (Sample.Sale() with { OccurredAt = Sample.Now, AmountMinorUnits = 1 }, Sample.Now, 1, 1),
        (Sample.Sale() with { OccurredAt = Sample.Now.AddMilliseconds(1), AmountMinorUnits = 2 },
            Sample.Now.AddMilliseconds(1), 1, 2));

    /// <summary>Groups by a Boolean and by a nullable share.</summary>
    [ConditionalFact]
    public async Task Booleans_and_rates_make_groups()
    {
        await AddAsync(Sample.Click(), Sample.Click(), Sample.Click() with { Qualified = false });
        await AddAsync(
            Sample.Partner(), Sample.Partner() with { Commission = new Rate(0) },
            Sample.Partner() with { Commission = new Rate(500) });

        var clicks = await SumAsync(Query<Click>.All.GroupBy(click => click.Qualified));
        var partners = await SumAsync(Query<Partner>.All.GroupBy(partner => partner.Commission));

        Assert.Equal([(false, 1L), (true, 2L)], clicks.Select(row => ((bool)row.Group[0]!, row.Count)).Order());
        Assert.Equal(
            new HashSet<Rate?> { null, new Rate(0), new Rate(500) }, [.. partners.Select(row => (Rate?)row.Group[0])]);
    }

    /// <summary>Groups by identifier and day together, as the reports do.</summary>
    [ConditionalFact]
    public async Task Several_fields_make_one_group()
    {
        var partners = new[] { Sample.Partner(), Sample.Partner() };
        await AddAsync(
            Tally(partners[0], Today, 1), Tally(partners[0], Today, 2), Tally(partners[0], Today.AddDays(1), 4),
            Tally(partners[1], Today, 8));

        var rows = await SumAsync(Query<ClickTally>.All
            .GroupBy(tally => tally.PartnerId, tally => tally.Day, tally => tally.ProgramId)
            .Sum(tally => tally.Clicks).Sum(tally => tally.Qualified));

        Assert.Equal(
            new HashSet<(object?, object?, object?, long, long, long)>
            {
                (partners[0].Id, Today, partners[0].ProgramId, 2, 3, 1),
                (partners[0].Id, Today.AddDays(1), partners[0].ProgramId, 1, 4, 2),
                (partners[1].Id, Today, partners[1].ProgramId, 1, 8, 4),
            },
            [.. rows.Select(row =>
                (row.Group[0], row.Group[1], row.Group[2], row.Count, row.Totals[0], row.Totals[1]))]);
        Assert.Equal(3, rows.Count);
    }

    private static ClickTally Tally(Partner partner, DateOnly day, long clicks) =>
        Sample.Tally(partner) with { Day = day, Clicks = clicks, Qualified = clicks / 2 };

    private Task<IReadOnlyList<SumRow>> SumAsync<T>(SumQuery<T> query) where T : class, IRecord<T> =>
        Store.SumAsync(query, CancellationToken.None);

    private async Task GroupsAsync(
        System.Linq.Expressions.Expression<Func<Sale, object?>> field,
        params (Sale Sale, object? Group, long Count, long Total)[] expected)
    {
        await AddAsync(expected.Select(one => one.Sale));

        var rows = await SumAsync(Query<Sale>.All.GroupBy(field).Sum(sale => sale.AmountMinorUnits));

        var groups = expected.Select(one => (one.Group, one.Count, one.Total)).ToHashSet();
        Assert.Equal(groups.Count, rows.Count);
        Assert.Equal(groups, [.. rows.Select(row => (Assert.Single(row.Group), row.Count, Assert.Single(row.Totals)))]);
    }
}
