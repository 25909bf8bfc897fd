using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Affiliate.Core.Tests;

public sealed class RegistrationTests
{
    private static readonly string Secret = new('0', 64);

    [Fact]
    public async Task One_call_is_enough_in_development()
    {
        using var host = Host(Environments.Development, services => services.AddAffiliateTracking());

        await host.StartAsync();
        var program = await host.Services.GetRequiredService<ProgramDirectory>().GetDefaultAsync(default);
        await host.StopAsync();

        Assert.Equal("default", program.Key);
        Assert.IsType<InMemoryAffiliateStore>(host.Services.GetRequiredService<IAffiliateStore>());
    }

    [Fact]
    public void Calling_it_twice_adds_nothing_twice()
    {
        var once = new ServiceCollection();
        once.AddAffiliateTracking();
        var twice = new ServiceCollection();
        twice.AddKeyedSingleton("unrelated", "keyed");
        twice.AddAffiliateTracking(affiliate => affiliate.On<PartnerCreated>("mail", Nothing));
        twice.AddAffiliateTracking(affiliate => affiliate.On<PartnerCreated>("mail", Nothing).AddProgram("saas", _ => { }));

        Assert.Equal(
            once.Select(service => (service.ServiceType, service.ImplementationType)).Where(IsOurs),
            twice.Where(service => !service.IsKeyedService && service.ImplementationInstance is not (EventSubscription or ProgramSeed))
                .Select(service => (service.ServiceType, service.ImplementationType)).Where(IsOurs));
        Assert.Single(twice, service => service.ServiceType == typeof(EventSubscription));
    }

    /// <summary>Semantics 22: without a secret a host does not start, and is told how to make one.</summary>
    [Theory]
    [InlineData("Production")]
    [InlineData("Staging")]
    public async Task Without_a_secret_only_development_starts(string environment)
    {
        using var host = Host(environment, services => services.AddAffiliateTracking());

        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Contains("openssl rand -base64 32", error.Message, StringComparison.Ordinal);
        Assert.Contains("o.Secrets[", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Somebody who forgot the store would lose everything with the next deployment.</summary>
    [Theory]
    [InlineData("Production", 1)]
    [InlineData("Development", 0)]
    public async Task Outside_development_a_program_in_memory_is_warned_of(string environment, int warnings)
    {
        var lines = new LogLines();
        using var host = Host(environment, services => services
            .AddLogging(logging => logging.AddProvider(lines))
            .AddAffiliateTracking(affiliate => affiliate.Configure(options => options.Secrets["1"] = Secret)));

        await host.StartAsync();
        await host.StopAsync().InTime();

        Assert.Equal(warnings, lines.Of(1012).Count);
    }

    [Fact]
    public async Task Every_mistake_is_named_at_start_and_no_secret_is_shown()
    {
        using var host = Host(Environments.Production, services => services.AddAffiliateTracking(affiliate => affiliate
            .Configure(options =>
            {
                options.Secrets["a b"] = Secret;
                options.Secrets["short"] = "hunter2";
                options.ClickQueueLimit = 99;
                options.ClickBatchLimit = 10_001;
                options.MaxAttempts = 0;
                options.ClickDurability = (ClickDurability)7;
            })
            .AddProgram("saas", program => program.Currency = "usd")));

        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Equal(7, error.Failures.Count());
        Assert.DoesNotContain("hunter2", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("SaaS")]
    [InlineData("a b")]
    public void Program_keys_have_lower_case_letters_digits_hyphen_and_underscore(string key) =>
        Assert.Throws<ArgumentException>(() => new ServiceCollection().AddAffiliateTracking(
            affiliate => affiliate.AddProgram(key, _ => { })));

    [Fact]
    public void A_program_key_is_added_once() =>
        Assert.Throws<ArgumentException>(() => new ServiceCollection().AddAffiliateTracking(
            affiliate => affiliate.AddProgram("saas", _ => { }).AddProgram("saas", _ => { })));

    /// <summary>I16: a store that always fails stops neither the start of the host nor its running.</summary>
    [Fact]
    public async Task A_host_runs_without_its_database()
    {
        using var memory = new InMemoryAffiliateStore(TimeProvider.System);
        using var host = Host(Environments.Development, services =>
        {
            services.AddSingleton<IAffiliateStore>(new FaultyStore(memory) { IsAway = true });
            services.AddAffiliateTracking();
        });

        await host.StartAsync();
        var store = (FaultyStore)host.Services.GetRequiredService<IAffiliateStore>();
        await Waiting.UntilAsync(() => store.FailedCalls > 3);

        Assert.False(host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested);
        await host.StopAsync().InTime();
    }

    private static bool IsOurs((Type Service, Type? Implementation) service) =>
        service.Service.Namespace == "Affiliate" || service.Implementation?.Namespace == "Affiliate";

    private static IHost Host(string environment, Action<IServiceCollection> configure)
    {
        var builder = new HostBuilder().UseEnvironment(environment);
        return builder.ConfigureServices(configure).Build();
    }

    private static Task Nothing(AffiliateEvent affiliateEvent, IServiceProvider services, CancellationToken token) =>
        Task.CompletedTask;
}
