using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Affiliate.Stripe.Tests;

/// <summary>Settings that cannot be meant stop the start and say what to do.</summary>
public class StripeOptionsTests
{
    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData(" whsec_a")]
    [InlineData("whsec_a\n")]
    public void A_blank_secret_or_one_with_blanks_around_it_stops_the_start(string secret)
    {
        Assert.Contains("whole value", Error(options => options.SigningSecret = secret), StringComparison.Ordinal);
        Assert.Contains("whole value", Error(options => options.SigningSecrets.Add(secret)), StringComparison.Ordinal);
        Assert.Contains(
            "endpoint 'a'",
            Error(options => options.Endpoints["a"] = new StripeEndpoint { SigningSecret = secret }),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sk_live_1", StripeMode.Live, "")]
    [InlineData("rk_test_1", StripeMode.Test, "")]
    [InlineData("sk_test_1", StripeMode.Live, "test key")]
    [InlineData("rk_live_1", StripeMode.Test, "live key")]
    [InlineData("", StripeMode.Live, "whole value")]
    [InlineData(" sk_live_1", StripeMode.Live, "whole value")]
    public void A_key_is_of_the_endpoints_mode_and_never_shown(string key, StripeMode mode, string expected)
    {
        var own = Error(options => (options.ApiKey, options.Mode) = (key, mode));
        var named = Error(options => options.Endpoints["a"] = new StripeEndpoint { ApiKey = key, Mode = mode });

        Assert.All(new[] { own, named }, error =>
        {
            Assert.Equal(expected.Length == 0, error.Length == 0);
            Assert.Contains(expected, error, StringComparison.Ordinal);
            Assert.DoesNotContain("k_", error, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void A_test_key_is_fine_where_test_payments_count() => Assert.Empty(Error(
        options => (options.ApiKey, options.BookTestModeAsLive) = ("sk_test_1", true), Environments.Development));

    [Theory]
    [InlineData("http://api.example.com", 10, 2, false)]
    [InlineData("http://127.0.0.1:1", 10, 2, true)]
    [InlineData("https://api.example.com", 0, 2, false)]
    [InlineData("https://api.example.com", 61, 2, false)]
    [InlineData("https://api.example.com", 60, 5, true)]
    [InlineData("https://api.example.com", 60, 6, false)]
    public void The_api_is_https_and_its_limits_are_sensible(string address, int seconds, int retries, bool isValid) => Assert.Equal(
        isValid,
        Error(options => (options.ApiAddress, options.ApiTimeout, options.ApiRetries) =
            (new Uri(address), TimeSpan.FromSeconds(seconds), retries)).Length == 0);

    [Fact]
    public void A_secret_is_never_part_of_an_error() =>
        Assert.DoesNotContain("whsec_top", Error(options => options.SigningSecret = " whsec_top"), StringComparison.Ordinal);

    [Fact]
    public void No_secret_at_all_does_not_stop_the_start() => Assert.Empty(Error(options => options.SigningSecret = null));

    [Theory]
    [InlineData(29, false)]
    [InlineData(30, true)]
    [InlineData(3600, true)]
    [InlineData(3601, false)]
    public void The_tolerance_is_between_30_seconds_and_1_hour(int seconds, bool isValid) =>
        Assert.Equal(isValid, Error(options => options.Tolerance = TimeSpan.FromSeconds(seconds)).Length == 0);

    [Fact]
    public void Test_mode_is_booked_as_live_in_Development_only()
    {
        static void Configure(StripeOptions options) => options.BookTestModeAsLive = true;

        Assert.Empty(Error(Configure, Environments.Development));
        Assert.Contains("Development", Error(Configure, Environments.Staging), StringComparison.Ordinal);
        Assert.Contains("Development", Error(Configure, environment: null), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Sandbox")]
    [InlineData("a/b")]
    [InlineData("a b")]
    public void An_endpoint_name_is_what_a_route_can_carry(string name) =>
        Assert.Contains("endpoint name", Error(options => options.Endpoints[name] = new StripeEndpoint()), StringComparison.Ordinal);

    [Fact]
    public void An_account_starts_as_accounts_do()
    {
        Assert.Contains("acct_", Error(options => options.ListedAccounts.Add("cus_1")), StringComparison.Ordinal);
        Assert.Contains(
            "acct_",
            Error(options => options.Endpoints["a"] = new StripeEndpoint { Account = "acct_" }),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_of_accounts_and_the_use_of_it_go_together()
    {
        Assert.Contains("go together", Error(o => o.AcceptedAccounts = StripeAccounts.Listed), StringComparison.Ordinal);
        Assert.Contains("go together", Error(o => o.ListedAccounts.Add("acct_1")), StringComparison.Ordinal);
        Assert.Empty(Error(options =>
        {
            options.Endpoints["connect"] = new StripeEndpoint { AcceptedAccounts = StripeAccounts.Listed };
            options.ListedAccounts.Add("acct_1");
        }));
    }

    [Fact]
    public void One_secret_serves_two_endpoints_but_not_two_programs_or_accounts()
    {
        static void Two(StripeOptions options, StripeEndpoint endpoint)
        {
            endpoint.SigningSecret = options.SigningSecret = "whsec_a";
            options.Endpoints["a"] = endpoint;
        }

        Assert.Empty(Error(options => Two(options, new StripeEndpoint { Mode = StripeMode.Test })));
        Assert.Contains("its own", Error(o => Two(o, new StripeEndpoint { Program = "beta" })), StringComparison.Ordinal);
        Assert.Contains("its own", Error(o => Two(o, new StripeEndpoint { Account = "acct_1" })), StringComparison.Ordinal);
    }

    [Fact]
    public async Task UseStripe_registers_one_webhook_and_checks_the_settings_when_the_host_starts()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Environment.EnvironmentName = Environments.Production;
        builder.Services.AddAffiliateTracking(affiliate => affiliate
            .UseStripe(options => options.SigningSecret = "whsec_a")
            .UseStripe(options => options.SigningSecret = ""));

        using var host = builder.Build();
        await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
        Assert.Single(builder.Services, service => service.ServiceType == typeof(IPaymentWebhook));
    }

    private static string Error(Action<StripeOptions> configure, string? environment = "Production")
    {
        var options = new StripeOptions();
        configure(options);
        var validator = new StripeOptionsValidator(environment is null ? null : new Surroundings(environment));
        return validator.Validate(null, options).FailureMessage ?? "";
    }

    private sealed class Surroundings(string name) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = name;

        public string ApplicationName { get; set; } = "Tests";

        public string ContentRootPath { get; set; } = "";

        public Microsoft.Extensions.FileProviders.IFileProvider ContentRootFileProvider { get; set; } = null!;
    }
}
