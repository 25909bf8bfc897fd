namespace Affiliate.Core.Tests.Reports;

/// <summary>AH-35 to AH-39: the audit log, clicks included.</summary>
public class EventLogTests
{
    private readonly IAffiliateStore _store = new InMemoryAffiliateStore(new FakeTimeProvider());
    private readonly Partner _partner = Sample.Partner();

    private AffiliateReports Reports => new(_store, new AttributionModels([]));

    [Fact]
    public async Task AH_05_a_click_is_an_event_of_type_click()
    {
        var click = Sample.Click(_partner) with { Ref = "john", Landing = "/pricing", Referrer = "https://x.example/john" };
        await _store.AddClicksAsync(click);

        var line = Assert.Single((await ReadAsync(new EventFilter())).Items);

        Assert.Equal("click", line.Type);
        Assert.Equal("evt_" + click.Id.ToString()["clk_".Length..], line.Id.ToString());
        Assert.Equal("john", (string?)line.Payload["ref"]);
        Assert.Equal("/pricing", (string?)line.Payload["landing"]);
        Assert.Equal("https://x.example/john", (string?)line.Payload["referrer"]);
        Assert.Equal(click.Id.ToString(), (string?)line.Payload["click_id"]);
    }

    [Fact]
    public async Task Clicks_and_other_events_are_one_list_newest_first_on_every_page()
    {
        var expected = new List<string>();
        var random = new Random(7);
        for (var i = 0; i < 120; i++)
        {
            var at = Sample.Now + TimeSpan.FromMilliseconds(random.Next(0, 40) * 50);
            var isClick = random.Next(3) > 0;
            if (isClick)
            {
                await _store.AddClicksAsync(Sample.Click(_partner) with { OccurredAt = at });
            }
            else
            {
                await _store.AddAsync(Logged(at));
            }
        }

        var all = new List<EventLine>();
        for (var number = 1; number <= 8; number++)
        {
            var page = await Reports.EventsAsync(_partner.ProgramId, new EventFilter(), new PageRequest(number, 17));
            Assert.Equal(120, page.Total);
            all.AddRange(page.Items);
        }

        Assert.Equal(120, all.Select(line => line.Id).Distinct().Count());
        Assert.Equal(all.OrderByDescending(line => line.CreatedAt).Select(line => line.CreatedAt), all.Select(line => line.CreatedAt));
        Assert.Empty((await Reports.EventsAsync(_partner.ProgramId, new EventFilter(), new PageRequest(9, 17))).Items);
    }

    [Fact]
    public async Task A_page_far_past_the_end_is_empty()
    {
        await _store.AddAsync(Logged(Sample.Now));

        var page = await Reports.EventsAsync(_partner.ProgramId, new EventFilter(), new PageRequest(long.MaxValue, 100));

        Assert.Empty(page.Items);
        Assert.Equal(1, page.Total);
    }

    [Fact]
    public async Task A_click_that_somebody_subscribed_to_is_one_line()
    {
        await _store.AddClicksAsync(Sample.Click(_partner));
        await _store.AddAsync(Logged(Sample.Now) with { Type = "click" });

        Assert.Single((await ReadAsync(new EventFilter())).Items);
        Assert.Single((await ReadAsync(new EventFilter { Type = "click" })).Items);
    }

    [Fact]
    public async Task AH_38_type_and_dates_combine_and_the_last_day_is_included()
    {
        var day = new DateTimeOffset(2026, 4, 10, 0, 0, 0, TimeSpan.Zero);
        await _store.AddAsync(
            Logged(day.AddMilliseconds(-1)),
            Logged(day),
            Logged(day.AddDays(1).AddMilliseconds(-1)),
            Logged(day.AddDays(1)),
            Logged(day) with { Type = "sale.created" });
        var filter = new EventFilter
        {
            Type = "partner.created",
            Period = ReportPeriod.Days(new DateOnly(2026, 4, 10), new DateOnly(2026, 4, 10)),
        };

        var page = await ReadAsync(filter);

        Assert.Equal([day.AddDays(1).AddMilliseconds(-1), day], page.Items.Select(line => line.CreatedAt));
        Assert.Equal(2, page.Total);
    }

    [Fact]
    public async Task Events_about_a_customer_show_the_key_of_today()
    {
        var customer = Sample.Customer(_partner.ProgramId, "user-7");
        await _store.AddAsync(customer);
        await _store.AddAsync(Logged(Sample.Now) with { CustomerId = customer.Id, Payload = """{"lead_id":"led_1"}""" });
        await _store.SaveAsync(customer with { Key = "erased" });

        var line = Assert.Single((await ReadAsync(new EventFilter())).Items);

        Assert.Equal("erased", (string?)line.Payload["customer_key"]);
        Assert.Equal("led_1", (string?)line.Payload["lead_id"]);
    }

    [Fact]
    public async Task I17_another_program_sees_nothing()
    {
        await _store.AddAsync(Logged(Sample.Now));
        await _store.AddClicksAsync(Sample.Click(_partner));

        var page = await Reports.EventsAsync(Sample.Id<ProgramId>(), new EventFilter(), default);

        Assert.Empty(page.Items);
        Assert.Equal(0, page.Total);
    }

    private Task<Page<EventLine>> ReadAsync(EventFilter filter) =>
        Reports.EventsAsync(_partner.ProgramId, filter, default);

    private LoggedEvent Logged(DateTimeOffset at) => Sample.LoggedEvent(_partner.ProgramId) with { CreatedAt = at };
}
