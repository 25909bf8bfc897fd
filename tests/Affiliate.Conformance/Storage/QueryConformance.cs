namespace Affiliate.Conformance;

/// <summary>Queries: conditions together, null, text within text, order and limits.</summary>
public abstract class QueryConformance : StoreConformance
{
    /// <summary>Without a condition a query gives every record, and none when there is none.</summary>
    [ConditionalFact]
    public async Task A_query_without_conditions_gives_everything()
    {
        Assert.Empty(await ListAsync(Query<Sale>.All));
        await AddAsync(Sample.Sale(), Sample.Sale(), Sample.Sale());

        Assert.Equal(3, (await ListAsync(Query<Sale>.All)).Count);
    }

    /// <summary>All conditions must hold, several on one field too.</summary>
    [ConditionalFact]
    public async Task All_conditions_must_hold()
    {
        var program = Sample.Id<ProgramId>();
        await AddAsync(Enumerable.Range(0, 6).Select(i => SaleOf(i) with { ProgramId = program }));
        await AddAsync(SaleOf(3));

        var found = await ListAsync(Query<Sale>.All
            .Equal(sale => sale.ProgramId, program)
            .AtLeast(sale => sale.AmountMinorUnits, 1)
            .Below(sale => sale.AmountMinorUnits, 5)
            .NotEqual(sale => sale.AmountMinorUnits, 2)
            .Ascending(sale => sale.AmountMinorUnits));

        Assert.Equal([1L, 3, 4], found.Select(sale => sale.AmountMinorUnits));
        Assert.Empty(await ListAsync(Query<Sale>.All
            .Equal(sale => sale.AmountMinorUnits, 1).Equal(sale => sale.AmountMinorUnits, 2)));
    }

    /// <summary>A reader that names its fields gets them; the others may be missing.</summary>
    [ConditionalFact]
    public async Task Fields_that_are_asked_for_are_filled()
    {
        var sale = SaleOf(7) with { PartnerId = Sample.Id<PartnerId>(), ProductId = "pro", Kind = SaleKind.Renewal };
        await AddAsync(sale);

        var found = Assert.Single(await ListAsync(Query<Sale>.All.Equal(s => s.ProductId, "pro")
            .Only(s => s.Id, s => s.PartnerId, s => s.AmountMinorUnits, s => s.Kind, s => s.OccurredAt)));

        Assert.Equal(
            (sale.Id, sale.PartnerId, 7L, SaleKind.Renewal, sale.OccurredAt),
            (found.Id, found.PartnerId, found.AmountMinorUnits, found.Kind, found.OccurredAt));
    }

    /// <summary>Pages in the order of a key give every record once.</summary>
    [ConditionalFact]
    public async Task Pages_give_every_record_once_in_order()
    {
        await AddAsync(Enumerable.Range(0, 23).Select(SaleOf));
        var pages = new List<int>();
        var seen = new List<SaleId>();

        await foreach (var page in Store.PagesAsync(Query<Sale>.All.Above(s => s.AmountMinorUnits, 2), s => s.Id, s => s.Id, 5, default))
        {
            pages.Add(page.Count);
            seen.AddRange(page.Select(s => s.Id));
        }

        Assert.Equal([5, 5, 5, 5], pages);
        Assert.Equal(seen.OrderBy(id => id.Value).Distinct(), seen);
    }

    /// <summary>What belongs to many keys is found whether the keys lie close together or far apart, and however many each has.</summary>
    [ConditionalFact]
    public async Task Records_of_many_keys_are_the_ones_that_a_list_of_the_keys_gives()
    {
        var entries = Enumerable.Range(0, 3_000).Select(i => Sample.LedgerEntry() with
        {
            Id = AffiliateId.New<LedgerEntryId>(Sample.Now.AddMilliseconds(i)),
            CommissionId = i % 7 == 0 ? null : AffiliateId.New<CommissionId>(Sample.Now.AddMilliseconds(i)),
            SourceKey = $"entry-{i}",
        }).ToList();
        var crowded = entries[1_002].CommissionId!.Value;
        entries.AddRange(Enumerable.Range(0, 700).Select(i => entries[1_002] with
        {
            Id = AffiliateId.New<LedgerEntryId>(Sample.Now),
            SourceKey = $"crowd-{i}",
        }));
        await AddAsync(entries);
        var all = entries.Select(e => e.CommissionId).OfType<CommissionId>().Distinct().ToList();

        foreach (var keys in new[] { all, [.. all.Where((_, i) => i % 97 == 0)], [all[0], crowded, all[^1]], [crowded], [.. all.Take(40), .. all.TakeLast(600)], [] })
        {
            var found = await Store.ListOfAsync(
                Query<LedgerEntry>.All, e => e.CommissionId, e => e.CommissionId!.Value, keys.Append(Sample.Id<CommissionId>()), default);

            Assert.Equal(
                entries.Where(e => e.CommissionId is { } id && keys.Contains(id)).Select(e => e.Id.Value).Order(),
                found.Select(e => e.Id.Value).Order());
        }
    }

    /// <summary>Only Equal and NotEqual with null see a null; whatever else is asked, null is neither it nor not it.</summary>
    [ConditionalFact]
    public async Task Null_is_neither_equal_nor_unequal_to_a_value()
    {
        var (partner, click) = (Sample.Id<PartnerId>(), Sample.Id<ClickId>());
        var without = SaleOf(1) with { PartnerId = null, ClickId = null, ProductId = null };
        var with = SaleOf(2) with { PartnerId = partner, ClickId = click, ProductId = "pro" };
        await AddAsync(without, with);
        var all = Query<Sale>.All;

        await FindsAsync(all.Equal(sale => sale.PartnerId, null), without);
        await FindsAsync(all.Equal(sale => sale.ProductId, null), without);
        await FindsAsync(all.NotEqual(sale => sale.PartnerId, null), with);
        await FindsAsync(all.NotEqual(sale => sale.ProductId, null), with);
        await FindsAsync(all.Equal(sale => sale.PartnerId, partner), with);
        await FindsAsync(all.NotEqual(sale => sale.PartnerId, Sample.Id<PartnerId>()), with);
        await FindsAsync(all.NotEqual(sale => sale.ClickId, click));
        await FindsAsync(all.NotEqual(sale => sale.ProductId, "basic"), with);
        await FindsAsync(all.NotEqual(sale => sale.ProductId, "pro"));
        await FindsAsync(all.In(sale => sale.ProductId, ["pro", "basic"]), with);
        await FindsAsync(all.In(sale => sale.ProductId, [null, "basic"]));
        await FindsAsync(all.In(sale => sale.PartnerId, [partner, null]), with);
        await FindsAsync(all.Contains(sale => sale.ProductId, ""), with);
    }

    /// <summary>Null is never below or above anything, and nothing is below or above null.</summary>
    [ConditionalFact]
    public async Task Null_has_no_place_in_an_order()
    {
        var parked = Sample.WorkItem() with { DueAt = null };
        var due = Sample.WorkItem();
        await AddAsync(parked, due);
        var all = Query<WorkItem>.All;

        await FindsAsync(all.Below(item => item.DueAt, Sample.Now.AddDays(1)), due);
        await FindsAsync(all.AtMost(item => item.DueAt, Sample.Now), due);
        await FindsAsync(all.Above(item => item.DueAt, Sample.Now.AddDays(-1)), due);
        await FindsAsync(all.AtLeast(item => item.DueAt, Sample.Now), due);
        await FindsAsync(all.Below(item => item.DueAt, null));
        await FindsAsync(all.AtMost(item => item.DueAt, null));
        await FindsAsync(all.Above(item => item.DueAt, null));
        await FindsAsync(all.AtLeast(item => item.DueAt, null));
    }

    /// <summary>Bytes can be asked for being there.</summary>
    [ConditionalFact]
    public async Task Bytes_can_be_missing_or_empty()
    {
        var (deleted, empty) = (Sample.InboxEntry() with { Body = null }, Sample.InboxEntry() with { Body = [] });
        await AddAsync(deleted, empty);

        await FindsAsync(Query<InboxEntry>.All.Equal(entry => entry.Body, null), deleted);
        await FindsAsync(Query<InboxEntry>.All.NotEqual(entry => entry.Body, null), empty);
    }

    /// <summary>Enums, combined flags and Booleans are compared by value.</summary>
    [ConditionalFact]
    public async Task Enums_and_booleans_are_compared_by_value()
    {
        var (counted, left) = (Sample.Click(), Sample.Click() with { Qualified = false });
        var key = Sample.ApiKey() with { Scopes = ApiScopes.Read | ApiScopes.Track };
        var (pending, paid) = (Sample.Commission(), Sample.Commission() with { Status = CommissionStatus.Paid });
        await AddAsync(counted, left);
        await AddAsync(key, Sample.ApiKey() with { Scopes = ApiScopes.Read });
        await AddAsync(pending, paid);

        await FindsAsync(Query<Click>.All.Equal(click => click.Qualified, true), counted);
        await FindsAsync(Query<Click>.All.NotEqual(click => click.Qualified, true), left);
        await FindsAsync(Query<ApiKey>.All.Equal(k => k.Scopes, ApiScopes.Read | ApiScopes.Track), key);
        await FindsAsync(
            Query<Commission>.All.In(c => c.Status, [CommissionStatus.Pending, CommissionStatus.Review]), pending);
        await FindsAsync(Query<Commission>.All.NotEqual(c => c.Status, CommissionStatus.Pending), paid);
    }

    /// <summary>No value matches none of none; one value is enough; the same value twice is no more than once.</summary>
    [ConditionalFact]
    public async Task In_takes_any_number_of_values()
    {
        var sales = Enumerable.Range(0, 5).Select(SaleOf).ToArray();
        await AddAsync(sales);
        var all = Query<Sale>.All;

        await FindsAsync(all.In(sale => sale.AmountMinorUnits, []));
        await FindsAsync(all.In(sale => sale.Id, []));
        await FindsAsync(all.In(sale => sale.AmountMinorUnits, [7L]));
        await FindsAsync(all.In(sale => sale.AmountMinorUnits, [1L, 1L, 3L]), sales[1], sales[3]);
        await FindsAsync(all.In(sale => sale.Id, sales[1..3].Select(sale => sale.Id)), sales[1], sales[2]);
        await FindsAsync(all.In(sale => sale.PartnerId, [sales[4].PartnerId, Sample.Id<PartnerId>()]), sales[4]);
        await FindsAsync(
            all.In(sale => sale.AmountMinorUnits, Enumerable.Range(3, 2_000).Select(i => (long)i)), sales[3], sales[4]);
    }

    /// <summary>The value is text, not a pattern, and case matters.</summary>
    [ConditionalTheory]
    [InlineData("100% wool", "100%")]
    [InlineData("first_name", "t_n")]
    [InlineData("a\\b", "\\")]
    [InlineData("a[b]c", "[b]")]
    [InlineData("it's", "'")]
    [InlineData("naïve 😀 café", "😀 c")]
    [InlineData("trailing ", "g ")]
    [InlineData("Case", "Ca")]
    [InlineData("whole", "whole")]
    public async Task Contains_takes_its_value_literally(string text, string part)
    {
        var match = Sample.Partner() with { FirstName = text };
        await AddAsync(
            match,
            Sample.Partner() with { FirstName = "100 wool firstXname a/b abc its naive cafe trailing-case hole" },
            Sample.Partner() with { FirstName = null });

        await FindsAsync(Query<Partner>.All.Contains(partner => partner.FirstName, part), match);
    }

    /// <summary>The first field decides, further ones among equals.</summary>
    [ConditionalFact]
    public async Task Later_sort_steps_order_what_earlier_ones_leave_equal()
    {
        var sales = new[] { (2, "b"), (1, "a"), (2, "a"), (1, "b") }
            .Select(pair => SaleOf(pair.Item1) with { TransactionId = pair.Item2 });
        await AddAsync(sales);

        var found = await ListAsync(Query<Sale>.All
            .Descending(sale => sale.AmountMinorUnits).Ascending(sale => sale.TransactionId));

        Assert.Equal([(2L, "a"), (2, "b"), (1, "a"), (1, "b")],
            found.Select(sale => (sale.AmountMinorUnits, sale.TransactionId)));
    }

    /// <summary>Skip and take cut a page out of the order.</summary>
    [ConditionalFact]
    public async Task A_page_is_cut_out_of_the_order()
    {
        await AddAsync(Enumerable.Range(0, 10).Select(SaleOf));
        var ordered = Query<Sale>.All
            .AtLeast(sale => sale.AmountMinorUnits, 1).Descending(sale => sale.AmountMinorUnits);

        Assert.Equal([9L, 8, 7], await AmountsAsync(ordered.Take(3)));
        Assert.Equal([6L, 5, 4], await AmountsAsync(ordered.Skip(3).Take(3)));
        Assert.Equal([2L, 1], await AmountsAsync(ordered.Skip(7)));
        Assert.Equal([1L], await AmountsAsync(ordered.Skip(8).Take(5)));
        Assert.Empty(await AmountsAsync(ordered.Skip(20)));
        Assert.Empty(await AmountsAsync(ordered.Take(0)));
    }

    private static Sale SaleOf(int amount) => Sample.Sale() with { AmountMinorUnits = amount };

    private async Task<IEnumerable<long>> AmountsAsync(Query<Sale> query) =>
        (await ListAsync(query)).Select(sale => sale.AmountMinorUnits);

    private async Task FindsAsync<T>(Query<T> query, params T[] expected) where T : class, IRecord<T>
    {
        var found = await ListAsync(query);
        Assert.Equal(expected.Select(PrimaryKeyOf).ToHashSet(), found.Select(PrimaryKeyOf).ToHashSet());
        Assert.Equal(expected.Length, found.Count);
    }
}
