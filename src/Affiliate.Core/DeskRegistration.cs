using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Affiliate;

/// <summary>Registers what shows and changes single things beside the main flows.</summary>
internal static class DeskRegistration
{
    public static void AddDesks(this IServiceCollection services)
    {
        services.TryAddSingleton(static provider => new ReferralDesk(
            provider.GetRequiredService<UnitRunner>(),
            provider.GetRequiredService<IAffiliateStore>(),
            provider.GetRequiredService<ProgramDirectory>(),
            provider.GetRequiredService<EventOutbox>(),
            provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(static provider => new ClickDesk(
            provider.GetRequiredService<UnitRunner>(),
            provider.GetRequiredService<IAffiliateStore>(),
            provider.GetRequiredService<ProgramDirectory>(),
            provider.GetRequiredService<EventOutbox>(),
            provider.GetRequiredService<CommissionDesk>(),
            provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(static provider => new CouponDesk(
            provider.GetRequiredService<UnitRunner>(),
            provider.GetRequiredService<ProgramDirectory>(),
            provider.GetRequiredService<IAffiliateStore>(),
            provider.GetRequiredService<EventOutbox>(),
            provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<ErasedKeys>();
        services.TryAddSingleton<CustomerErasure>();
        services.TryAddSingleton(static provider => new CustomerDesk(
            provider.GetRequiredService<IAffiliateStore>(), provider.GetRequiredService<CustomerErasure>()));
        services.TryAddSingleton(static provider => new EmbedTokens(
            provider.GetRequiredService<IAffiliateStore>(),
            provider.GetRequiredService<InstallationSecret>(),
            provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(static provider => new PartnerSessions(
            provider.GetRequiredService<IAffiliateStore>(),
            provider.GetRequiredService<UnitRunner>(),
            provider.GetRequiredService<EventOutbox>(),
            provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(static provider => new ReversalDesk(
            provider.GetRequiredService<UnitRunner>(), provider.GetRequiredService<EventOutbox>()));
        services.TryAddSingleton(static provider => new ParkedWork(
            provider.GetRequiredService<IAffiliateStore>(),
            provider.GetRequiredService<EventSubscriptions>(),
            provider.GetRequiredService<ProgramDirectory>(),
            provider.GetRequiredService<TimeProvider>()));
    }
}
