using Microsoft.Extensions.DependencyInjection;

namespace Affiliate.AspNetCore;

/// <summary>Finds out at start-up, not at the first request, that the services are missing.</summary>
internal static class AffiliateServices
{
    public static IServiceProvider Of(IServiceProvider services, string caller) =>
        services.GetService<ProgramDirectory>() is not null
            ? services
            : throw new AffiliateConfigurationException(
                $"{caller} needs the services of the affiliate program. Add: builder.Services.AddAffiliateTracking()");
}
