using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Affiliate;

/// <summary>Adds everything that reads from payment providers.</summary>
internal static class PaymentReading
{
    public static void AddPaymentReading(this IServiceCollection services)
    {
        services.TryAddSingleton<PaymentFetchers>();
        services.TryAddSingleton<MessageCompletion>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IWorkHandler, BackfillWork>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IWorkHandler, PaymentLookups>());
        services.TryAddSingleton(static provider => new PaymentBackfill(
            provider.GetRequiredService<IAffiliateStore>(),
            provider.GetRequiredService<UnitRunner>(),
            provider.GetRequiredService<PaymentFetchers>(),
            provider.GetRequiredService<ProgramDirectory>(),
            provider.GetRequiredService<EventOutbox>(),
            provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<LateCredit>();
        services.TryAddSingleton<PaymentComparison>();
        services.TryAddSingleton<ReversalComparison>();
        services.TryAddSingleton(static provider => new PaymentReconciliation(
            provider.GetRequiredService<IAffiliateStore>(),
            provider.GetRequiredService<PaymentFetchers>(),
            provider.GetRequiredService<PaymentIntake>(),
            provider.GetRequiredService<LedgerAudit>(),
            provider.GetRequiredService<LateCredit>(),
            provider.GetRequiredService<PaymentComparison>(),
            provider.GetRequiredService<ReversalComparison>(),
            provider.GetRequiredService<TimeProvider>()));
    }
}
