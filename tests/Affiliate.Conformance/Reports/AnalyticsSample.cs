using System.Globalization;

namespace Affiliate.Conformance;

/// <summary>Clicks, leads, sales and commissions of forty days, and the same counted one by one.</summary>
internal sealed class AnalyticsSample
{
    private const int Days = 40;

    private readonly List<Click> _clicks = [];
    private readonly List<Lead> _leads = [];
    private readonly List<Sale> _sales = [];
    private readonly List<Commission> _commissions = [];

    public ProgramId Program { get; } = Sample.Id<ProgramId>();

    public IReadOnlyList<Partner> Partners { get; private set; } = [];

    public IReadOnlyList<Link> Links { get; private set; } = [];

    public Campaign Campaign { get; private set; } = null!;

    public static async Task<AnalyticsSample> AddAsync(IAffiliateStore store)
    {
        var sample = new AnalyticsSample();
        sample.Make(new Random(11));
        await store.AddAsync([.. sample.Partners]);
        await store.AddAsync([.. sample.Links]);
        await store.AddAsync(sample.Campaign);
        await store.AddClicksAsync([.. sample._clicks]);
        await store.AddClicksAsync(Sample.Click());
        await store.AddAsync([.. sample._leads]);
        await store.AddAsync([.. sample._sales]);
        await store.AddAsync(Sample.Sale());
        await store.AddAsync([.. sample._commissions]);
        return sample;
    }

    public IEnumerable<AnalyticsFilter> Filters() =>
    [
        new(),
        new() { Period = ReportPeriod.Days(DateOnly.FromDateTime(Sample.Now.UtcDateTime).AddDays(-9), DateOnly.FromDateTime(Sample.Now.UtcDateTime)) },
        new() { Period = new ReportPeriod(Sample.Now.AddDays(-20), Sample.Now.AddDays(-3)) },
        new() { Period = new ReportPeriod(Sample.Now.AddDays(-20), null) },
        new() { Period = new ReportPeriod(null, Sample.Now.AddDays(-30)) },
        new() { Period = new ReportPeriod(Sample.Now.AddHours(-2), Sample.Now.AddMilliseconds(1)) },
        new() { Partner = Partners[0].Id },
        new() { Country = "DE", Device = DeviceType.Mobile },
        new() { Link = Links[1].Id },
        new() { Campaign = Campaign.Id, Source = "news" },
    ];

    /// <summary>Further clicks from a time on, a second apart.</summary>
    public IReadOnlyList<Click> MoreClicks(DateTimeOffset from)
    {
        var clicks = _clicks.Take(20).Select((click, number) => click with
        {
            Id = Sample.Id<ClickId>(),
            OccurredAt = from.AddSeconds(number),
        }).ToList();
        _clicks.AddRange(clicks);
        return clicks;
    }

    public IReadOnlyList<Click> Clicks => _clicks;

    /// <summary>What a click became.</summary>
    public void Replace(Click click) => _clicks[_clicks.FindIndex(one => one.Id == click.Id)] = click;

    public DateOnly FirstDay(PartnerId? partner) => DateOnly.FromDateTime(Facts(AnalyticsGroup.Total)
        .Where(fact => partner is null || fact.Partner == partner).Min(fact => fact.At).UtcDateTime);

    public string Total(ReportPeriod period, PartnerId? partner) =>
        Count(AnalyticsGroup.Total, new AnalyticsFilter { Period = period, Partner = partner })[""];

    /// <summary>What each value of a group comes to.</summary>
    public Dictionary<string, string> Count(AnalyticsGroup group, AnalyticsFilter filter)
    {
        var rows = Facts(group).Where(fact => (filter.Partner is null || fact.Partner == filter.Partner)
                && (filter.Period.From is null || fact.At >= filter.Period.From)
                && (filter.Period.Before is null || fact.At < filter.Period.Before)
                && filter.Holds(fact.Click))
            .GroupBy(fact => fact.Key)
            .ToDictionary(facts => facts.Key, TextOf);
        if (group == AnalyticsGroup.Total)
        {
            rows.TryAdd("", TextOf(Enumerable.Empty<Fact>()));
        }

        return rows;
    }

    public HashSet<string> Lines(ActivityFilter filter)
    {
        var ids = new List<(ActivityType Type, DateTimeOffset At, PartnerId? Partner, string Id)>();
        ids.AddRange(_clicks.Select(one => (ActivityType.Click, one.OccurredAt, (PartnerId?)one.PartnerId, one.Id.ToString())));
        ids.AddRange(_leads.Select(one => (ActivityType.Lead, one.CreatedAt, one.PartnerId, one.Id.ToString())));
        ids.AddRange(_sales.Where(one => one.AmountMinorUnits > 0)
            .Select(one => (ActivityType.Conversion, one.OccurredAt, one.PartnerId, one.Id.ToString())));
        return [.. ids.Where(one => one.Partner is not null
                && (filter.Type is null || one.Type == filter.Type)
                && (filter.Partner is null || one.Partner == filter.Partner)
                && (filter.Period.From is null || one.At >= filter.Period.From)
                && (filter.Period.Before is null || one.At < filter.Period.Before))
            .Select(one => one.Id)];
    }

    /// <summary>Everything that is counted, as one text.</summary>
    public static string TextOf(Performance performance) => Text(
        performance.Clicks, performance.QualifiedClicks, performance.Leads, performance.Conversions,
        performance.Currencies.Select(one => (one.Currency, one.Conversions, one.RevenueMinorUnits, one.CommissionMinorUnits)));

    private static string TextOf(IEnumerable<Fact> facts)
    {
        var all = facts.ToList();
        return Text(
            all.Count(fact => fact.Row is Click), all.Count(fact => fact.Row is Click { Qualified: true }), all.Count(fact => fact.Row is Lead),
            all.Count(fact => fact.Row is Sale),
            all.Where(fact => fact.Row is Sale or Commission)
                .GroupBy(fact => fact.Row is Sale sale ? sale.Currency : ((Commission)fact.Row).Currency)
                .OrderBy(one => one.Key, StringComparer.Ordinal)
                .Select(one => (
                    one.Key, (long)one.Count(fact => fact.Row is Sale), one.Sum(fact => (fact.Row as Sale)?.AmountMinorUnits ?? 0),
                    one.Sum(fact => (fact.Row as Commission)?.KeptMinorUnits ?? 0))));
    }

    private static string Text(
        long clicks, long qualified, long leads, long conversions, IEnumerable<(string Currency, long, long, long)> currencies) =>
        string.Create(CultureInfo.InvariantCulture, $"{clicks}/{qualified}/{leads}/{conversions} {string.Join(' ', currencies)}");

    private List<Fact> Facts(AnalyticsGroup group)
    {
        var clicks = _clicks.ToDictionary(one => one.Id);
        var facts = new List<Fact>();
        void Add(object row, PartnerId? partner, DateTimeOffset at, ClickId? id)
        {
            var click = id is { } known ? clicks[known] : null;
            facts.Add(new Fact(row, KeyOf(group, partner, at, click), partner, at, click));
        }

        _clicks.ForEach(one => Add(one, one.PartnerId, one.OccurredAt, one.Id));
        _leads.FindAll(one => one.PartnerId is not null).ForEach(one => Add(one, one.PartnerId, one.CreatedAt, one.ClickId));
        _sales.FindAll(one => one is { PartnerId: not null, AmountMinorUnits: > 0 })
            .ForEach(one => Add(one, one.PartnerId, one.OccurredAt, one.ClickId));
        _commissions.FindAll(one => one.Status != CommissionStatus.Rejected).ForEach(one => Add(
            one, one.PartnerId, one.CreatedAt,
            one.ClickId ?? _sales.Find(sale => sale.Id == one.SaleId)?.ClickId ?? _leads.Find(lead => lead.Id == one.LeadId)?.ClickId));
        return facts;
    }

    private string KeyOf(AnalyticsGroup group, PartnerId? partner, DateTimeOffset at, Click? click) => group switch
    {
        AnalyticsGroup.Total => "",
        AnalyticsGroup.Day => at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        AnalyticsGroup.Partner => partner.ToString()!,
        AnalyticsGroup.Link => click?.LinkId.ToString() ?? "",
        AnalyticsGroup.Slug => click is null ? "" : Links.Single(link => link.Id == click.LinkId).Slug,
        AnalyticsGroup.Campaign => click?.CampaignId?.ToString() ?? "",
        AnalyticsGroup.Country => click?.Country ?? "",
        AnalyticsGroup.Device => click?.Device.ToString().ToLowerInvariant() ?? "",
        AnalyticsGroup.Os => click?.Os ?? "",
        AnalyticsGroup.Browser => click?.Browser ?? "",
        AnalyticsGroup.Referrer => click?.Referrer ?? "",
        AnalyticsGroup.Source => click?.Source ?? "",
        _ => click?.Segment ?? "",
    };

    private void Make(Random random)
    {
        Partners = [.. Enumerable.Range(0, 3).Select(_ => Sample.Partner(Program))];
        Links = [.. Enumerable.Range(0, 5).Select(number => Sample.Link(Partners[number % 3]))];
        Campaign = Sample.Campaign(Program);
        for (var i = 0; i < 150; i++)
        {
            var link = Links[random.Next(Links.Count)];
            _clicks.Add(Sample.Click(Partners.Single(one => one.Id == link.PartnerId)) with
            {
                LinkId = link.Id,
                CampaignId = random.Next(2) == 0 ? Campaign.Id : null,
                Country = Pick(random, "DE", "US", null),
                Device = random.Next(2) == 0 ? DeviceType.Mobile : DeviceType.Desktop,
                Os = Pick(random, "ios", "linux", null),
                Browser = Pick(random, "firefox", null),
                Referrer = Pick(random, "https://blog.example.net/a", "https://blog.example.net/b", null),
                Source = Pick(random, "news", "blog.example.net", null),
                Segment = Pick(random, "pro", null),
                Qualified = random.Next(4) > 0,
                OccurredAt = At(random),
            });
        }

        for (var i = 0; i < 40; i++)
        {
            var click = random.Next(4) == 0 ? null : _clicks[random.Next(_clicks.Count)];
            var partner = click?.PartnerId ?? Partners[random.Next(3)].Id;
            _leads.Add(Sample.Lead(Sample.Customer(Program)) with
            {
                PartnerId = random.Next(8) == 0 ? null : partner,
                ClickId = click?.Id,
                CreatedAt = At(random),
            });
            _sales.Add(Sample.Sale(Program) with
            {
                PartnerId = random.Next(8) == 0 ? null : partner,
                ClickId = click?.Id,
                AmountMinorUnits = random.Next(8) == 0 ? 0 : random.Next(1, 20_000),
                Currency = Pick(random, "USD", "EUR")!,
                OccurredAt = At(random),
            });
            _commissions.Add(CommissionOf(random, i));
        }
    }

    /// <summary>On the newest sale, lead or a click.</summary>
    private Commission CommissionOf(Random random, int number)
    {
        var sale = _sales[^1];
        var commission = Sample.Commission(sale) with
        {
            PartnerId = sale.PartnerId ?? Partners[0].Id,
            SourceKey = $"sample:{Program}:{number}",
            AmountMinorUnits = random.Next(1, 4_000),
            Status = random.Next(5) == 0 ? CommissionStatus.Rejected : CommissionStatus.Approved,
            CreatedAt = At(random),
        };
        return random.Next(6) switch
        {
            0 => commission with { SaleId = null, LeadId = _leads[^1].Id, Kind = CommissionKind.Lead },
            1 => commission with { SaleId = null, ClickId = _clicks[number].Id, PartnerId = _clicks[number].PartnerId, Kind = CommissionKind.Click },
            2 => commission with { ReversedMinorUnits = commission.AmountMinorUnits / 2 },
            _ => commission,
        };
    }

    /// <summary>Few different times, so that many rows share one.</summary>
    private static DateTimeOffset At(Random random) => Sample.Now.AddDays(-random.Next(Days)).AddHours(-random.Next(3));

    private static string? Pick(Random random, params string?[] values) => values[random.Next(values.Length)];

    private sealed record Fact(object Row, string Key, PartnerId? Partner, DateTimeOffset At, Click? Click);
}
