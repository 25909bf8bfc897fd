using Affiliate;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the affiliate program to a host.</summary>
public static class AffiliateServiceCollectionExtensions
{
    /// <summary>Adds the affiliate program: tracking, ledger, events and the work behind them.</summary>
    /// <remarks>Called again it adds nothing twice; what <paramref name="configure"/> says is added to what was said before.</remarks>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Chooses the store, payment providers, programs and event handlers.</param>
    public static AffiliateBuilder AddAffiliateTracking(
        this IServiceCollection services, Action<AffiliateBuilder>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<AffiliateOptions>().ValidateOnStart();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<AffiliateOptions>, AffiliateOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IAffiliateStore, InMemoryAffiliateStore>();
        AddAccess(services);
        AddPrograms(services);
        AddLinks(services);
        AddClicks(services);
        AddEvents(services);
        AddReferrals(services);
        AddPayments(services);
        AddWork(services);
        AddReports(services);
        AddWebhooks(services);

        var builder = new AffiliateBuilder(services);
        configure?.Invoke(builder);
        return builder;
    }

    private static void AddAccess(IServiceCollection services)
    {
        services.TryAddSingleton<InstallationSecret>();
        services.TryAddSingleton<EmailHash>();
        services.TryAddSingleton<KeyedHash>();
        services.TryAddSingleton<SealedText>();
        services.TryAddSingleton<SignedTokens>();
        services.TryAddSingleton<ContextTokens>();
        services.TryAddSingleton<SignUpTokens>();
        services.TryAddSingleton(provider => new ApiKeys(
            provider.GetRequiredService<IAffiliateStore>(),
            provider.GetRequiredService<UnitRunner>(),
            provider.GetRequiredService<EventOutbox>(),
            provider.GetRequiredService<TimeProvider>()));
    }

    private static void AddReports(IServiceCollection services)
    {
        services.TryAddSingleton(static provider => new AffiliateReports(
            provider.GetRequiredService<IAffiliateStore>(), provider.GetRequiredService<AttributionModels>()));
        services.TryAddSingleton(static provider => new AffiliateAnalytics(
            provider.GetRequiredService<IAffiliateStore>(), provider.GetRequiredService<TimeProvider>()));
    }

    private static void AddPrograms(IServiceCollection services)
    {
        services.TryAddSingleton<ProgramSeeds>();
        services.TryAddSingleton<ProgramDirectory>();
        services.AddHostedService<ProgramStart>();
    }

    private static void AddLinks(IServiceCollection services)
    {
        services.TryAddSingleton<LinkDirectory>();
        services.TryAddSingleton<LinkCap>();
    }

    private static void AddClicks(IServiceCollection services)
    {
        services.TryAddSingleton<IUserAgentClassifier, UserAgentClassifier>();
        services.TryAddSingleton<RecentClicks>();
        services.TryAddSingleton<ClickRecorder>();
        services.TryAddSingleton<ClickBatchBuilder>();
        services.AddHostedService<ClickFlusher>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IWorkHandler, TallyFold>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IWorkHandler, DimensionFold>());
    }

    private static void AddEvents(IServiceCollection services)
    {
        services.TryAddSingleton<EventSubscriptions>();
        services.TryAddSingleton<EventOutbox>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IWorkHandler, EventHandlerWork>());
    }

    private static void AddReferrals(IServiceCollection services)
    {
        services.TryAddSingleton<AttributionModels>();
        services.TryAddSingleton<AttributionWindows>();
        services.TryAddSingleton<LastClick>();
        services.TryAddSingleton<PartnerAddresses>();
        services.TryAddSingleton<SelfReferrals>();
        services.TryAddSingleton<Candidates>();
        services.TryAddSingleton<ReferralBinder>();
        services.TryAddSingleton<Leads>();
        services.AddDesks();
        services.TryAddSingleton<TestTwin>();
        services.TryAddSingleton<TestChain>();
        services.TryAddSingleton<ReadinessReport>();
        services.TryAddSingleton<Enrollment>();
        services.TryAddSingleton<PartnerDesk>();
        services.TryAddSingleton<PartnerRemoval>();
        services.TryAddSingleton(static provider => new AffiliateTracker(
            provider.GetRequiredService<Enrollment>(),
            provider.GetRequiredService<Leads>(),
            provider.GetRequiredService<UnitRunner>(),
            provider.GetRequiredService<ProgramDirectory>(),
            provider.GetRequiredService<SaleRecorder>(),
            provider.GetRequiredService<LinkRecorder>(),
            provider.GetRequiredService<ErasedKeys>(),
            provider.GetRequiredService<EmailHash>(),
            provider.GetRequiredService<BuyerPrivacy>(),
            provider.GetRequiredService<ContextTokens>(),
            provider.GetRequiredService<SignUpTokens>(),
            provider.GetRequiredService<TimeProvider>()));
    }

    private static void AddPayments(IServiceCollection services)
    {
        services.TryAddSingleton<PlanDirectory>();
        services.TryAddSingleton<Earnings>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IWorkHandler, RewardWork>());
        services.TryAddSingleton(static provider => new PlanDesk(
            provider.GetRequiredService<IAffiliateStore>(),
            provider.GetRequiredService<UnitRunner>(),
            provider.GetRequiredService<PlanDirectory>(),
            provider.GetRequiredService<EventOutbox>(),
            provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(static provider => new GroupDesk(
            provider.GetRequiredService<IAffiliateStore>(),
            provider.GetRequiredService<UnitRunner>(),
            provider.GetRequiredService<PlanDirectory>(),
            provider.GetRequiredService<EventOutbox>(),
            provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<SaleCredit>();
        services.TryAddSingleton<SaleRecorder>();
        services.TryAddSingleton<LinkRecorder>();
        services.TryAddSingleton<PaymentCoupons>();
        services.TryAddSingleton<PaymentAlerts>();
        services.TryAddSingleton<BuyerPrivacy>();
        services.TryAddSingleton<PaymentFacts>();
        services.TryAddSingleton<DeliveryWatch>();
        services.TryAddSingleton<PaymentBacklog>();
        services.TryAddSingleton<PaymentIntake>();
        services.TryAddSingleton(static provider => new TrustedMessages(provider.GetRequiredService<PaymentIntake>()));
        services.TryAddSingleton<InboxWork>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IWorkHandler, InboxWork>(
            static provider => provider.GetRequiredService<InboxWork>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IWorkHandler, CreditWork>());
        services.TryAddSingleton<TrialLeads>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IWorkHandler, TrialLeads>(static provider => provider.GetRequiredService<TrialLeads>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IWorkHandler, ParkedReversals>());
        services.AddPaymentReading();
        services.AddHostedService<PaymentStart>();
        services.TryAddSingleton(static provider => new PaymentInbox(
            provider.GetRequiredService<IAffiliateStore>(),
            provider.GetRequiredService<UnitRunner>(),
            provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(static provider => new CommissionDesk(
            provider.GetRequiredService<UnitRunner>(),
            provider.GetRequiredService<EventOutbox>(),
            provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<LateRefusals>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IWorkHandler, HoldWork>());
        services.AddPayouts();
        services.TryAddSingleton(static provider => new LedgerAudit(
            provider.GetRequiredService<IAffiliateStore>(), provider.GetRequiredService<InstallationSecret>()));
        services.TryAddSingleton(static provider => new AffiliateProof(
            provider.GetRequiredService<IAffiliateStore>(), provider.GetRequiredService<ProgramDirectory>(),
            provider.GetRequiredService<PlanDirectory>(), provider.GetRequiredService<AttributionModels>(),
            provider.GetRequiredService<Earnings>()));
        services.TryAddSingleton<SealWork>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IWorkHandler, SealWork>(
            static provider => provider.GetRequiredService<SealWork>()));
        services.TryAddSingleton(static provider => new AffiliateLedger(provider.GetRequiredService<IAffiliateStore>()));
    }

    private static void AddWebhooks(IServiceCollection services)
    {
        services.TryAddSingleton<SealedText>();
        services.TryAddSingleton<WebhookSubscriptions>();
        services.TryAddSingleton<HostAddresses>();
        services.TryAddSingleton<AddressGuard>();
        services.TryAddSingleton<DeliverySignal>();
        services.TryAddSingleton<DeliverySchedule>();
        services.TryAddSingleton<DeliveryClaims>();
        services.TryAddSingleton<DeliveryRecorder>();
        services.TryAddSingleton<EndpointHealth>();
        services.TryAddSingleton<WebhookBodies>();
        services.TryAddSingleton<WebhookSender>();
        services.AddHostedService<WebhookDispatcher>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IWorkHandler, WebhookFanout>());
        services.TryAddSingleton(static provider => new WebhookDesk(
            provider.GetRequiredService<IAffiliateStore>(),
            provider.GetRequiredService<UnitRunner>(),
            provider.GetRequiredService<EventOutbox>(),
            provider.GetRequiredService<AddressGuard>(),
            provider.GetRequiredService<SealedText>(),
            provider.GetRequiredService<WebhookSubscriptions>(),
            provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(static provider => new WebhookDeliveries(
            provider.GetRequiredService<IAffiliateStore>(),
            provider.GetRequiredService<UnitRunner>(),
            provider.GetRequiredService<EventOutbox>(),
            provider.GetRequiredService<DeliverySignal>(),
            provider.GetRequiredService<TimeProvider>()));
    }

    private static void AddWork(IServiceCollection services)
    {
        services.TryAddSingleton<StoreOutage>();
        services.TryAddSingleton<WorkSignal>();
        services.TryAddSingleton<UnitRunner>();
        services.TryAddSingleton<WorkRunner>();
        services.TryAddSingleton<RecurringWork>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IWorkHandler, RetentionWork>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IWorkHandler, BodyRetention>());
        services.AddHostedService<Worker>();
    }
}
