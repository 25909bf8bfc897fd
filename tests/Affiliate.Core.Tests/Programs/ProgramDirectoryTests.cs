namespace Affiliate.Core.Tests.Programs;

public sealed class ProgramDirectoryTests
{
    [Fact]
    public async Task Without_programs_one_is_made()
    {
        await using var host = new Installation();

        var program = await host.Get<ProgramDirectory>().GetDefaultAsync(default);

        Assert.Equal(("default", "default", "USD", new Rate(2_000)),
            (program.Key, program.Name, program.Currency, program.DefaultCommission));
        Assert.Equal((TimeSpan.FromDays(90), TimeSpan.FromDays(30)), (program.AttributionWindow, program.HoldPeriod));
        Assert.Equal(program, Assert.Single(await host.AllAsync<AffiliateProgram>()));
    }

    /// <summary>Semantics 26: seeds are made when absent; what the database has wins.</summary>
    [Fact]
    public async Task Programs_are_made_once_and_then_left_alone()
    {
        await using var before = new Installation(affiliate => affiliate.AddProgram("saas", o => o.Currency = "EUR"));
        var made = await before.Get<ProgramDirectory>().GetDefaultAsync(default);
        await using var after = new Installation(
            affiliate => affiliate.AddProgram("shop", o => o.Name = "Shop").AddProgram("saas", o => o.Currency = "GBP"),
            sharing: before);

        Assert.Equal(made, await after.Get<ProgramDirectory>().FindAsync("saas", null, default));
        Assert.Equal("Shop", (await after.Get<ProgramDirectory>().GetDefaultAsync(default)).Name);
        Assert.Equal(2, (await after.AllAsync<AffiliateProgram>()).Count);
    }

    [Fact]
    public async Task Instances_that_start_at_once_make_each_program_once()
    {
        await using var first = new Installation(Seed);
        await using var second = new Installation(Seed, sharing: first);

        var programs = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(
            () => (i % 2 == 0 ? first : second).Get<ProgramDirectory>().GetDefaultAsync(default).AsTask()))).InTime();

        Assert.Single(programs.Distinct());
        Assert.Equal(3, (await first.AllAsync<AffiliateProgram>()).Count);

        static void Seed(AffiliateBuilder affiliate) =>
            affiliate.AddProgram("a", _ => { }).AddProgram("b", _ => { }).AddProgram("c", _ => { });
    }

    /// <summary>AF-28: every program has a default group from its start, its test twin too; reading groups makes none.</summary>
    [Fact]
    public async Task A_program_is_made_with_its_default_group()
    {
        await using var host = new Installation(affiliate => affiliate.AddProgram("saas", _ => { }).AddProgram("shop", _ => { }));
        await host.Get<ProgramDirectory>().GetDefaultAsync(default);

        var programs = (await host.AllAsync<AffiliateProgram>()).SelectMany(p => new[] { p.Id, p.Twin.Id }).ToHashSet();
        Assert.Equal(programs, (await host.AllAsync<PartnerGroup>()).Select(group => group.ProgramId).ToHashSet());
        foreach (var program in programs)
        {
            var (group, policy) = Assert.Single(await host.Get<GroupDesk>().ListAsync(program));
            Assert.Equal((PartnerGroup.DefaultName, true, 1), (group.Name, group.IsActive, policy.Number));
        }

        Assert.Empty(await host.Get<GroupDesk>().ListAsync(Sample.Id<ProgramId>()));
        Assert.Equal(4, (await host.AllAsync<PartnerGroup>()).Count);
    }

    [Fact]
    public async Task A_program_of_an_earlier_version_gets_its_default_group_at_start()
    {
        await using var before = new Installation();
        var program = await before.Get<ProgramDirectory>().GetDefaultAsync(default);
        await before.Get<IAffiliateStore>().ExecuteAsync(async (unit, ct) =>
        {
            (await unit.ListAsync(Query<PartnerGroup>.All, ct)).ToList().ForEach(unit.Remove);
            (await unit.ListAsync(Query<GroupPolicy>.All, ct)).ToList().ForEach(unit.Remove);
            return true;
        }, default);
        await using var first = new Installation(sharing: before);
        await using var second = new Installation(sharing: before);

        await Task.WhenAll(new[] { first, second }.Select(host => host.Get<ProgramDirectory>().GetDefaultAsync(default).AsTask()));

        Assert.Single(await first.Get<GroupDesk>().ListAsync(program.Id));
        Assert.Single(await second.Get<GroupDesk>().ListAsync(program.Twin.Id));
        Assert.Equal((2, 2), ((await first.AllAsync<PartnerGroup>()).Count, (await first.AllAsync<GroupPolicy>()).Count));
    }

    /// <summary>Semantics 14: by id or key when given, else by the request's host, else the default.</summary>
    [Fact]
    public async Task A_request_names_its_program_or_its_host_does()
    {
        await using var host = new Installation(affiliate => affiliate
            .AddProgram("saas", o => o.AllowedHosts.Add("app.example.com"))
            .AddProgram("shop", o =>
            {
                o.AllowedHosts.Add("Shop.Example.com");
                o.AllowedHosts.Add("localhost:5001");
                o.AllowedHosts.Add("app.example.com");
            }));
        var directory = host.Get<ProgramDirectory>();
        var shop = (await directory.FindAsync("shop", null, default))!;

        Assert.Equal("shop", await KeyAsync(shop.Id.ToString(), "app.example.com"));
        Assert.Equal("shop", await KeyAsync(null, "SHOP.example.com"));
        Assert.Equal("shop", await KeyAsync(null, "shop.example.com:8080"));
        Assert.Equal("shop", await KeyAsync("", "localhost:5001"));
        Assert.Equal("saas", await KeyAsync(null, "localhost"));
        Assert.Equal("saas", await KeyAsync(null, "app.example.com"));
        Assert.Equal("saas", await KeyAsync(null, "unknown.example.com"));
        Assert.Equal("saas", await KeyAsync(null, null));
        Assert.Null(await KeyAsync("unknown", "shop.example.com"));
        Assert.Null(await KeyAsync(Sample.Id<ProgramId>().ToString(), null));
        Assert.Equal(shop, await directory.GetAsync(shop.Id, default));
        Assert.Null(await directory.GetAsync(Sample.Id<ProgramId>(), default));

        async Task<string?> KeyAsync(string? idOrKey, string? name) =>
            (await directory.FindAsync(idOrKey, name, default))?.Key;
    }

    /// <summary>C10: what another instance changed counts here after ten seconds at most.</summary>
    [Fact]
    public async Task A_change_elsewhere_counts_after_ten_seconds()
    {
        await using var host = new Installation();
        var directory = host.Get<ProgramDirectory>();
        var program = await directory.GetDefaultAsync(default);
        await SaveAsync(host, program with { Name = "Renamed" });

        host.Time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.Equal("default", (await directory.GetDefaultAsync(default)).Name);
        host.Time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal("Renamed", (await directory.GetDefaultAsync(default)).Name);
    }

    [Fact]
    public async Task A_change_here_counts_at_once_when_the_copy_is_forgotten()
    {
        await using var host = new Installation();
        var directory = host.Get<ProgramDirectory>();
        await SaveAsync(host, await directory.GetDefaultAsync(default) with { Name = "Renamed" });

        directory.Forget();

        Assert.Equal("Renamed", (await directory.GetDefaultAsync(default)).Name);
    }

    /// <summary>I3, I16: while the database is away what was known stays in use.</summary>
    [Fact]
    public async Task Known_programs_stay_known_while_the_store_is_away()
    {
        await using var host = new Installation();
        var program = await host.Get<ProgramDirectory>().GetDefaultAsync(default);
        host.Store.IsAway = true;
        host.Time.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(program, await host.Get<ProgramDirectory>().GetDefaultAsync(default));
        Assert.Equal(program, await host.Get<ProgramDirectory>().GetDefaultAsync(default));
        Assert.Equal(1, host.Store.FailedCalls);

        await SaveAsync(host, program with { Name = "Renamed" });
        host.Store.IsAway = false;
        host.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("Renamed", (await host.Get<ProgramDirectory>().GetDefaultAsync(default)).Name);
    }

    /// <summary>I16: a host starts without its database; programs are made when one is needed.</summary>
    [Fact]
    public async Task A_host_starts_while_the_store_is_away()
    {
        await using var host = new Installation();
        host.Store.IsAway = true;
        await host.StartAsync<ProgramStart>();
        await Waiting.UntilAsync(() => host.Log.Of(1006).Count == 1);
        await Assert.ThrowsAsync<IOException>(() => host.Get<ProgramDirectory>().GetDefaultAsync(default).AsTask());

        host.Store.IsAway = false;

        Assert.Equal("default", (await host.Get<ProgramDirectory>().GetDefaultAsync(default)).Key);
    }

    [Fact]
    public async Task Programs_are_there_when_the_host_has_started()
    {
        await using var host = new Installation();

        await host.StartAsync<ProgramStart>();

        await Waiting.UntilAsync(async () => (await host.AllAsync<AffiliateProgram>()).Count == 1);
    }

    private static Task<bool> SaveAsync(Installation host, AffiliateProgram program) => host.Memory.ExecuteAsync(
        (unit, _) =>
        {
            unit.Save(program);
            return Task.FromResult(true);
        },
        CancellationToken.None);
}
