using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Affiliate;

/// <summary>Registers what pays partners.</summary>
internal static class PayoutRegistration
{
    public static void AddPayouts(this IServiceCollection services)
    {
        services.TryAddSingleton<PayoutMoves>();
        services.TryAddSingleton<PayoutSettlement>();
        services.TryAddSingleton<PayoutSender>();
        services.TryAddSingleton(static provider => new PayoutMaker(
            provider.GetRequiredService<IAffiliateStore>(), provider.GetRequiredService<UnitRunner>(),
            provider.GetRequiredService<PayoutMoves>(), provider.GetRequiredService<TimeProvider>(), provider.GetService<IExchangeRates>()));
        services.TryAddSingleton(static provider => new PayoutDesk(
            provider.GetRequiredService<IAffiliateStore>(),
            provider.GetRequiredService<UnitRunner>(),
            provider.GetRequiredService<ProgramDirectory>(),
            provider.GetRequiredService<PayoutMoves>(),
            provider.GetRequiredService<PayoutSettlement>(),
            provider.GetRequiredService<PayoutSender>(),
            provider.GetRequiredService<PayoutMaker>(),
            provider.GetRequiredService<TimeProvider>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IWorkHandler, PayoutSender>(
            static provider => provider.GetRequiredService<PayoutSender>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IWorkHandler, PayoutPlanning>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IWorkHandler, PayoutBatchWork>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IWorkHandler, WriteOffWork>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IWorkHandler, ReserveWork>());
        services.TryAddSingleton(static provider => new PayoutAccounts(
            provider.GetRequiredService<IAffiliateStore>(), provider.GetRequiredService<UnitRunner>(),
            provider.GetRequiredService<SealedText>(), provider.GetRequiredService<KeyedHash>(),
            provider.GetRequiredService<EventOutbox>(), provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(static provider => new PayoutFiles(
            provider.GetRequiredService<IAffiliateStore>(), provider.GetRequiredService<PayoutAccounts>(),
            provider.GetRequiredService<ProgramDirectory>(), provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(static provider => new PayoutStatements(
            provider.GetRequiredService<IAffiliateStore>(), provider.GetRequiredService<ProgramDirectory>(),
            provider.GetRequiredService<PayoutAccounts>()));
    }
}
