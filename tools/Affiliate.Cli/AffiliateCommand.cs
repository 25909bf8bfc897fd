using System.CommandLine;
using System.CommandLine.Help;
using System.Text.Json.Nodes;

namespace Affiliate.Cli;

/// <summary>The tool's commands (AF-09): what they take, what they send, and what they print.</summary>
/// <param name="output">Where answers go.</param>
/// <param name="errors">Where errors go.</param>
/// <param name="environment">A variable's value by its name.</param>
internal sealed class AffiliateCommand(TextWriter output, TextWriter errors, Func<string, string?>? environment = null)
{
    public const string UrlVariable = "AFFILIATE_URL";
    public const string KeyVariable = "AFFILIATE_KEY";

    private readonly Func<string, string?> _environment = environment ?? Environment.GetEnvironmentVariable;

    private readonly Option<string?> _url = new("--url")
    {
        Description = $"Where the program is, such as https://app.example.com/affiliate. Default: {UrlVariable}.",
        Recursive = true,
    };

    private readonly Option<string?> _key = new("--key")
    {
        Description = $"An API key of the program. Better in {KeyVariable} than here, where other users of the machine can see it.",
        Recursive = true,
    };

    private readonly Option<bool> _json = new("--json")
    {
        Description = "Print the host's answer as it is.",
        Recursive = true,
    };

    public Task<int> InvokeAsync(string[] args)
    {
        // A root command of System.CommandLine would be called what the assembly is called.
        var root = new Command("affiliate", "Checks the set-up of an affiliate program on a running host.")
        {
            _url, _key, _json, new HelpOption(), new VersionOption(),
        };
        root.Subcommands.Add(Status());
        root.Subcommands.Add(new Command("test", "Send a click, a lead or a sale in test mode: nothing of it counts.")
        {
            TestClick(), TestLead(), TestSale(), TestAll(),
        });
        return root.Parse(args).InvokeAsync(new InvocationConfiguration { Output = output, Error = errors });
    }

    private Command Status()
    {
        var command = new Command("status", "Show how far the set-up is, what keeps it from working and what to do next.");
        Handle(command, async (_, host, ct) => StatusText.Write(await host.GetAsync("api/v1/status", ct)));
        return command;
    }

    private Command TestClick()
    {
        var slug = new Option<string>("--ref") { Description = "The slug of the link that is followed.", Required = true };
        var landing = new Option<string>("--landing")
        {
            Description = "The page arrived at.",
            DefaultValueFactory = _ => "/",
        };
        var command = new Command("click", "Send a click through a partner's link. Needs a test key (aff_test_…).") { slug, landing };
        Handle(command, async (parsed, host, ct) =>
        {
            var answer = await host.PostAsync(
                "track/click", new JsonObject { ["ref"] = parsed.GetValue(slug), ["landing"] = parsed.GetValue(landing) }, ct);
            return answer.With(answer.Text("click_id") is { } click
                ? $"Click {click} of partner {answer.Text("partner")} is recorded. Next: affiliate test lead --click-id {click}"
                : $"No open link has the slug '{parsed.GetValue(slug)}'.", answer.Text("click_id") is not null);
        }, needsTestKey: true);
        return command;
    }

    private Command TestLead()
    {
        var click = new Option<string?>("--click-id") { Description = "The click that brought the customer." };
        var customer = new Option<string>("--customer-key")
        {
            Description = "The host's id of the customer.",
            DefaultValueFactory = _ => "test-customer",
        };
        var email = new Option<string?>("--email") { Description = "The customer's e-mail address; kept as a keyed hash." };
        var command = new Command("lead", "Send a sign-up.") { click, customer, email };
        Handle(command, async (parsed, host, ct) =>
        {
            var answer = await host.PostAsync("api/v1/track/lead", InTestMode(new()
            {
                ["click_id"] = parsed.GetValue(click),
                ["customer_key"] = parsed.GetValue(customer),
                ["email"] = parsed.GetValue(email),
            }), ct);
            var partner = answer.Text("partner_id");
            return answer.With(partner is null
                ? $"Lead {answer.Text("lead_id")} is recorded, but nobody is credited: {answer.Text("reason")}."
                : $"Lead {answer.Text("lead_id")} is credited to {partner}. Next: affiliate test sale --customer-key {parsed.GetValue(customer)}",
                partner is not null);
        });
        return command;
    }

    private Command TestSale()
    {
        var amount = new Option<long>("--amount-cents")
        {
            Description = "The amount in minor units.",
            DefaultValueFactory = _ => 9_900,
        };
        var currency = new Option<string?>("--currency") { Description = "ISO 4217. Default: the program's." };
        var customer = new Option<string>("--customer-key")
        {
            Description = "The host's id of the customer.",
            DefaultValueFactory = _ => "test-customer",
        };
        var transaction = new Option<string?>("--transaction-id") { Description = "The payment's id. Default: a new one each time." };
        var command = new Command("sale", "Send a payment.") { amount, currency, customer, transaction };
        Handle(command, async (parsed, host, ct) =>
        {
            var answer = await host.PostAsync("api/v1/track/sale", InTestMode(new()
            {
                ["transaction_id"] = parsed.GetValue(transaction) ?? $"test-{Guid.CreateVersion7(TimeProvider.System.GetUtcNow()):N}",
                ["amount_cents"] = parsed.GetValue(amount),
                ["currency"] = parsed.GetValue(currency),
                ["customer_key"] = parsed.GetValue(customer),
            }), ct);
            var commission = answer.Text("commission_id");
            return answer.With(commission is null
                ? $"Sale {answer.Text("sale_id")} is recorded, but earns nothing: {answer.Text("reason") ?? answer.Text("message")}."
                : $"Sale {answer.Text("sale_id")} earns commission {commission}.", commission is not null);
        });
        return command;
    }

    private Command TestAll()
    {
        var command = new Command("all", "Send a made-up visitor the whole way, click to sale. Ten an hour.");
        Handle(command, async (_, host, ct) =>
        {
            var answer = await host.PostAsync("api/v1/status/test", new JsonObject(), ct);
            var hasPassed = answer.Flag("passed");
            return answer.With(
                $"click {answer.Text("click_id")} -> lead {answer.Text("lead_id")} -> sale {answer.Text("sale_id")} -> "
                + (answer.Text("commission_id") is { } id ? $"commission {id}" : "no commission"), hasPassed);
        });
        return command;
    }

    private static JsonObject InTestMode(JsonObject body)
    {
        foreach (var name in body.Where(member => member.Value is null).Select(member => member.Key).ToList())
        {
            body.Remove(name);
        }

        body["additional_data"] = new JsonObject { ["test_mode"] = true };
        return body;
    }

    private void Handle(
        Command command, Func<ParseResult, AffiliateHost, CancellationToken, Task<Answer>> send, bool needsTestKey = false) =>
        command.SetAction(async (parsed, ct) =>
        {
            var url = parsed.GetValue(_url) ?? _environment(UrlVariable);
            var key = parsed.GetValue(_key) ?? _environment(KeyVariable);
            var problem = ProblemOf(url, key, needsTestKey);
            if (problem is not null)
            {
                await errors.WriteLineAsync(problem);
                return ExitCodes.Usage;
            }

            using var host = new AffiliateHost(url!, key!);
            try
            {
                var answer = await send(parsed, host, ct);
                await output.WriteLineAsync(parsed.GetValue(_json) ? answer.Body.ToJsonString() : answer.Message);
                return answer.ExitCode;
            }
            catch (HostException exception)
            {
                await errors.WriteLineAsync(exception.Message);
                return exception.ExitCode;
            }
        });

    private static string? ProblemOf(string? url, string? key, bool needsTestKey) =>
        !Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https")
            ? $"Where is the program? Give --url or set {UrlVariable}, such as https://app.example.com/affiliate."
        : string.IsNullOrWhiteSpace(key) || key.Any(c => c is < '!' or > '~')
            ? $"Give --key or set {KeyVariable} to an API key of the program."
        : needsTestKey && !key.StartsWith("aff_test_", StringComparison.Ordinal)
            ? "A test click needs a test key (aff_test_…): clicks sent with any other would count. POST /api-keys with \"is_test\": true makes one."
        : null;
}
