using System.Text.Json;
using Affiliate.Cli;

namespace Affiliate.Samples;

/// <summary>AF-09: the command-line tool against the running sample.</summary>
public sealed class CliTests : IAsyncLifetime
{
    private readonly Installation _installation = Installation.Memory();
    private SaasClient _owner = null!;
    private string _url = null!;
    private string _testKey = null!;

    public async Task InitializeAsync()
    {
        var host = await _installation.StartAsync();
        _owner = _installation.Visit(host);
        _url = new Uri(host.Address, "/affiliate").ToString();
        var made = await _owner.ApiAsync("api-keys", """{"name":"cli","scopes":["read","track"],"is_test":true}""");
        _testKey = made.GetProperty("secret").GetString()!;
    }

    public async Task DisposeAsync()
    {
        _owner.Dispose();
        await _installation.DisposeAsync();
    }

    [Fact]
    public async Task AF_09_a_test_visitor_goes_from_click_to_sale_and_nothing_of_it_counts()
    {
        var click = await RunJsonAsync("test", "click", "--ref", "alpha");
        var lead = await RunJsonAsync("test", "lead", "--click-id", Text(click, "click_id"), "--customer-key", "cli-1");
        var sale = await RunJsonAsync("test", "sale", "--customer-key", "cli-1", "--amount-cents", "9900");

        Assert.Equal(Text(click, "click_id"), Text(lead, "click_id"));
        Assert.StartsWith("com_", Text(sale, "commission_id"), StringComparison.Ordinal);
        Assert.Equal(0, (await _owner.ApiAsync("commissions")).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task What_a_person_reads_says_what_to_do_next()
    {
        var click = await RunAsync("test", "click", "--ref", "alpha");
        var status = await RunAsync("status");

        Assert.Equal(ExitCodes.Ok, click.Code);
        Assert.Matches("^Click clk_[0-9a-f]+ of partner alpha is recorded. Next: affiliate test lead --click-id clk_", click.Output);
        Assert.Equal(ExitCodes.NotReady, status.Code);
        Assert.Contains("pageview", status.Output, StringComparison.Ordinal);
        Assert.Contains("-> Load affiliate.js", status.Output, StringComparison.Ordinal);
        Assert.EndsWith("Not ready yet.\n", status.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Ok, (await RunAsync("test", "all")).Code);
    }

    [Fact]
    public async Task What_credits_nobody_ends_with_a_code_of_its_own()
    {
        Assert.Equal((ExitCodes.Failed, "No open link has the slug 'nobody'.\n"), Told(await RunAsync("test", "click", "--ref", "nobody")));
        var sale = await RunAsync("test", "sale", "--customer-key", "stranger");
        Assert.Equal(ExitCodes.Failed, sale.Code);
        Assert.Contains("earns nothing", sale.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_work_says_why()
    {
        var refused = await RunAsync("status", "--key", "aff_live_wrong");
        Assert.Equal(ExitCodes.Failed, refused.Code);
        Assert.StartsWith("401 unauthorized", refused.Errors, StringComparison.Ordinal);

        var wrong = await RunAsync("test", "sale", "--amount-cents", "-1");
        Assert.Equal(ExitCodes.Failed, wrong.Code);
        Assert.Contains("amount_cents:", wrong.Errors, StringComparison.Ordinal);

        Assert.Equal(ExitCodes.Unreachable, (await RunAsync("status", "--url", "http://127.0.0.1:9/affiliate")).Code);
        Assert.Equal(ExitCodes.Unreachable, (await RunAsync("status", "--url", _url + "-elsewhere")).Code);
        Assert.Equal(ExitCodes.Usage, (await RunAsync("status", "--url", "ftp://127.0.0.1")).Code);
        Assert.Equal(ExitCodes.Usage, (await RunAsync("test", "click", "--ref", "alpha", "--key", "aff_live_x")).Code);
        Assert.Equal(ExitCodes.Usage, (await RunAsync("test", "click")).Code);
        Assert.Equal(ExitCodes.Usage, (await RunAsync("nonsense")).Code);
    }

    private static (int, string) Told((int Code, string Output, string Errors) run) => (run.Code, run.Output);

    private static string Text(JsonElement answer, string name) => answer.GetProperty(name).GetString()!;

    private async Task<JsonElement> RunJsonAsync(params string[] args)
    {
        var (code, text, errors) = await RunAsync([.. args, "--json"]);
        Assert.True(code == ExitCodes.Ok, errors + text);
        return JsonDocument.Parse(text).RootElement;
    }

    private async Task<(int Code, string Output, string Errors)> RunAsync(params string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var errors = new StringWriter { NewLine = "\n" };
        var command = new AffiliateCommand(
            output, errors, name => name == AffiliateCommand.UrlVariable ? _url : name == AffiliateCommand.KeyVariable ? _testKey : null);
        return (await command.InvokeAsync(args), output.ToString(), errors.ToString());
    }
}
