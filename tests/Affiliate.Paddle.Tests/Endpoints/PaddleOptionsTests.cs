using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Affiliate.Paddle.Tests;

/// <summary>Settings that cannot be meant stop the start and say what to do.</summary>
public class PaddleOptionsTests
{
    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("pdl_a ")]
    public void A_blank_secret_or_one_with_blanks_around_it_stops_the_start(string secret)
    {
        AssertError("whole value", options => options.SigningSecret = secret);
        AssertError("endpoint 'a'", options => options.Endpoints["a"] = new PaddleEndpoint { SigningSecret = secret });
    }

    [Fact]
    public void No_secret_at_all_does_not_stop_the_start() => AssertError(null, _ => { });

    [Theory]
    [InlineData("pdl_live_apikey_1", PaddleMode.Live, null)]
    [InlineData("pdl_sdbx_apikey_1", PaddleMode.Sandbox, null)]
    [InlineData("0123456789abcdef", PaddleMode.Live, null)]
    [InlineData("pdl_sdbx_apikey_1", PaddleMode.Live, "other environment")]
    [InlineData("pdl_live_apikey_1", PaddleMode.Sandbox, "other environment")]
    [InlineData(" ", PaddleMode.Live, "whole value")]
    public void A_key_is_of_the_endpoints_environment(string key, PaddleMode mode, string? expected)
    {
        AssertError(expected, options => (options.ApiKey, options.Mode) = (key, mode));
        AssertError(expected, options => options.Endpoints["a"] = new PaddleEndpoint { ApiKey = key, Mode = mode });
    }

    [Theory]
    [InlineData("http://api.example.com", 10, 2, "https")]
    [InlineData("http://127.0.0.1:1", 10, 2, null)]
    [InlineData("https://api.example.com", 0, 2, "60 seconds")]
    [InlineData("https://api.example.com", 60, 6, "1 to 5")]
    public void The_api_is_https_and_its_limits_are_sensible(string address, int seconds, int retries, string? expected) => AssertError(
        expected,
        options => (options.ApiAddress, options.ApiTimeout, options.ApiRetries) = (new Uri(address), TimeSpan.FromSeconds(seconds), retries));

    [Fact]
    public void Each_endpoint_has_a_secret_of_its_own() => AssertError("its own", options =>
    {
        options.SigningSecret = "pdl_a";
        options.Endpoints["a"] = new PaddleEndpoint { SigningSecrets = { "pdl_a" } };
    });

    [Theory]
    [InlineData("")]
    [InlineData("Sandbox")]
    [InlineData("default")]
    public void An_endpoint_name_can_be_routed_and_is_nobody_elses(string name) =>
        AssertError("endpoint name", options => options.Endpoints[name] = new PaddleEndpoint());

    [Theory]
    [InlineData(4, false)]
    [InlineData(5, true)]
    [InlineData(3600, true)]
    [InlineData(3601, false)]
    public void The_tolerance_is_between_5_seconds_and_1_hour(int seconds, bool isValid) =>
        AssertError(isValid ? null : "5 seconds", options => options.Tolerance = TimeSpan.FromSeconds(seconds));

    [Fact]
    public void Simulations_are_for_sandboxes()
    {
        AssertError("sandbox", options => options.AcceptSimulations = true);
        AssertError(null, options =>
        {
            options.AcceptSimulations = true;
            options.Endpoints["sandbox"] = new PaddleEndpoint { Mode = PaddleMode.Sandbox };
        });
    }

    [Fact]
    public async Task UsePaddle_registers_one_webhook_and_checks_the_settings_when_the_host_starts()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddAffiliateTracking(affiliate => affiliate
            .UsePaddle(options => options.SigningSecret = "pdl_a")
            .UsePaddle(options => options.SigningSecret = ""));

        using var host = builder.Build();
        await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
        Assert.Single(builder.Services, service => service.ServiceType == typeof(IPaymentWebhook));
    }

    private static void AssertError(string? part, Action<PaddleOptions> configure)
    {
        var options = new PaddleOptions();
        configure(options);
        var result = new PaddleOptionsValidator().Validate(null, options);

        Assert.Equal(part is not null, result.Failed);
        Assert.Contains(part ?? "", result.FailureMessage ?? "", StringComparison.OrdinalIgnoreCase);
    }
}
