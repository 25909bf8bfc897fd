using Affiliate;
using Affiliate.AspNetCore;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Settings of the HTTP side.</summary>
public static class AffiliateHttpBuilderExtensions
{
    /// <summary>Changes what browsers see: cookie, parameters, consent. Called several times, all apply in order.</summary>
    /// <param name="builder">The affiliate program of the host.</param>
    /// <param name="configure">Changes the settings; they are checked when the host starts.</param>
    public static AffiliateBuilder ConfigureHttp(this AffiliateBuilder builder, Action<AffiliateHttpOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.AddOptions<AffiliateHttpOptions>().Configure(configure).ValidateOnStart();
        builder.Services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<AffiliateHttpOptions>, AffiliateHttpOptionsValidator>());
        return builder;
    }

    /// <summary>Tells where visitors are. Default: the headers of <see cref="AffiliateHttpOptions.TrustedGeoHeaders"/>.</summary>
    /// <param name="builder">The affiliate program of the host.</param>
    public static AffiliateBuilder UseGeoResolver<TResolver>(this AffiliateBuilder builder)
        where TResolver : class, IGeoResolver
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Replace(ServiceDescriptor.Singleton<IGeoResolver, TResolver>());
        return builder;
    }
}
