using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Affiliate.AspNetCore;

/// <summary>Asks the host for a visitor's address. Kept nowhere but in memory, as a salted hash.</summary>
internal sealed class VisitorAddress(IOptions<AffiliateHttpOptions> options, ILogger logger)
{
    private readonly Func<HttpContext, IPAddress?>? _ask = options.Value.ClickAddress;

    public IPAddress? Of(HttpContext context)
    {
        try
        {
            return _ask?.Invoke(context);
        }
        catch (Exception exception)
        {
            Log.VisitorUnknown(logger, exception, nameof(AffiliateHttpOptions.ClickAddress));
            return null;
        }
    }
}
