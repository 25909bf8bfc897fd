namespace Affiliate;

/// <summary>Clicks, leads and conversions as one list, newest first (AF-25): at the same time conversions, then leads, then clicks.</summary>
internal sealed class ActivityList(IAffiliateStore store)
{
    public async Task<Page<ActivityLine>> ReadAsync(ProgramId program, ActivityFilter filter, PageRequest page, CancellationToken ct)
    {
        var parts = PartsOf(program, filter);
        long? total = page.IsDeep ? null : 0;
        foreach (var part in page.IsDeep ? [] : parts)
        {
            total += await part.CountAsync(ct).ConfigureAwait(false);
        }

        var rows = page.IsDeep
            ? await ReadBehindAsync(parts, page.After, page.Size + 1, ct).ConfigureAwait(false)
            : page.OffsetWithin(total!.Value) is { } offset
                ? await MergeAsync(parts.Select(one => one.Read(offset + page.Size + 1, ct)), offset, page.Size + 1, ct).ConfigureAwait(false)
            : [];
        var hasMore = rows.Count > page.Size;
        rows = hasMore ? rows.GetRange(0, page.Size) : rows;
        return new Page<ActivityLine>(
            await WithCustomersAsync(rows.ConvertAll(row => row.Activity), ct).ConfigureAwait(false),
            total, page.IsDeep ? null : page.Number, page.Size)
        {
            Next = hasMore ? rows[^1].Position : null,
        };
    }

    private static async Task<List<ActivityAt>> ReadBehindAsync(
        IReadOnlyList<ActivityPart> parts, PagePosition? after, int count, CancellationToken ct)
    {
        var lists = new List<IAsyncEnumerable<ActivityAt>>();
        foreach (var part in parts)
        {
            lists.Add(after is { } position
                ? (await part.ReadBehindAsync(position, count, ct).ConfigureAwait(false)).ToAsyncEnumerable()
                : part.Read(count, ct));
        }

        return await MergeAsync(lists, 0, count, ct).ConfigureAwait(false);
    }

    /// <summary>Lines of all lists in order, without keeping those that are passed over.</summary>
    private static async Task<List<ActivityAt>> MergeAsync(
        IEnumerable<IAsyncEnumerable<ActivityAt>> lists, int skipped, int count, CancellationToken ct)
    {
        var readers = lists.Select(list => list.GetAsyncEnumerator(ct)).ToList();
        try
        {
            var open = new List<IAsyncEnumerator<ActivityAt>>();
            foreach (var reader in readers)
            {
                if (await reader.MoveNextAsync().ConfigureAwait(false))
                {
                    open.Add(reader);
                }
            }

            var rows = new List<ActivityAt>();
            for (var position = 0; rows.Count < count && open.Count > 0; position++)
            {
                var next = open.MinBy(reader => (-reader.Current.Position.At.UtcTicks, reader.Current.Position.Source))!;
                if (position >= skipped)
                {
                    rows.Add(next.Current);
                }

                if (!await next.MoveNextAsync().ConfigureAwait(false))
                {
                    open.Remove(next);
                }
            }

            return rows;
        }
        finally
        {
            foreach (var reader in readers)
            {
                await reader.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private List<ActivityPart> PartsOf(ProgramId program, ActivityFilter filter)
    {
        var clicks = new AnalyticsFilter { Period = filter.Period, Partner = filter.Partner }.Clicks(program);
        ActivityPart[] all =
        [
            new ActivityPart<Sale>(
                0, store, ReportRows.Sales(program, filter.Period, filter.Partner), sale => sale.OccurredAt, sale => sale.Id, LineOf),
            new ActivityPart<Lead>(
                1, store, ReportRows.Leads(program, filter.Period, filter.Partner), lead => lead.CreatedAt, lead => lead.Id, LineOf),
            new ActivityPart<Click>(2, store, clicks, click => click.OccurredAt, click => click.Id, LineOf),
        ];
        return [.. all.Where(part => filter.Type is not { } type || part.Rank == RankOf(type))];
    }

    private static int RankOf(ActivityType type) => type switch
    {
        ActivityType.Conversion => 0,
        ActivityType.Lead => 1,
        _ => 2,
    };

    private static ActivityLine LineOf(Sale sale) =>
        new(sale.Id.ToString(), ActivityType.Conversion, sale.OccurredAt, sale.PartnerId!.Value)
        {
            ClickId = sale.ClickId,
            CustomerId = sale.CustomerId,
            Amount = new Money(sale.AmountMinorUnits, sale.Currency),
            TransactionId = sale.TransactionId,
        };

    private static ActivityLine LineOf(Lead lead) => new(lead.Id.ToString(), ActivityType.Lead, lead.CreatedAt, lead.PartnerId!.Value)
    {
        ClickId = lead.ClickId,
        CustomerId = lead.CustomerId,
        EventName = lead.EventName,
    };

    private static ActivityLine LineOf(Click click) => new(click.Id.ToString(), ActivityType.Click, click.OccurredAt, click.PartnerId)
    {
        ClickId = click.Id,
        Ref = click.Ref,
        Source = click.Source,
        Country = click.Country,
        Device = click.Device,
        IsQualified = click.Qualified,
        NotQualifiedReason = click.NotQualifiedReason,
    };

    private async Task<IReadOnlyList<ActivityLine>> WithCustomersAsync(List<ActivityLine> lines, CancellationToken ct)
    {
        var ids = lines.Select(line => line.CustomerId).OfType<CustomerId>().Distinct().ToArray();
        if (ids.Length == 0)
        {
            return lines;
        }

        var customers = (await store.ListAsync(Query<Customer>.All.In(customer => customer.Id, ids), ct).ConfigureAwait(false))
            .Where(customer => customer.ErasedAt is null).ToDictionary(customer => customer.Id);
        return lines.ConvertAll(line => line.CustomerId is { } id && customers.TryGetValue(id, out var customer)
            ? line with { CustomerKey = customer.Key, CustomerEmail = customer.EmailMasked }
            : line);
    }
}
