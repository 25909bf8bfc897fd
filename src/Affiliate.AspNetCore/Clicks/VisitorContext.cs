using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Affiliate.AspNetCore;

/// <summary>Reads what a request says about its visitor. Whatever the host's own parts do, a click is not lost by it.</summary>
internal sealed class VisitorContext(
    IUserAgentClassifier classifier,
    IOptions<AffiliateHttpOptions> options,
    ILogger<VisitorContext> logger,
    IGeoResolver? places = null)
{
    private const int MaxPlaceLength = 100;
    private const int MaxSegmentLength = 64;

    private readonly AffiliateHttpOptions _options = options.Value;
    private readonly IGeoResolver _places = places ?? new HeaderGeoResolver(options);

    public VisitorFacts Of(HttpContext context)
    {
        var headers = context.Request.Headers;
        var place = PlaceOf(context);
        return new VisitorFacts(
            DeviceOf(headers), PreferredLanguage.Of(headers.AcceptLanguage), Country(place?.Country),
            SafeText.Of(place?.Region, MaxPlaceLength), SafeText.Of(place?.City, MaxPlaceLength), SegmentOf(context));
    }

    private ClientDevice DeviceOf(IHeaderDictionary headers)
    {
        var userAgent = headers.UserAgent.ToString();
        var device = default(ClientDevice);
        try
        {
            device = userAgent.Length == 0
                ? device
                : classifier.Classify(userAgent.AsSpan(0, Math.Min(userAgent.Length, UserAgentClassifier.MaxLength)));
        }
        catch (Exception exception)
        {
            Log.VisitorUnknown(logger, exception, nameof(IUserAgentClassifier));
        }

        return ClientHints.Apply(headers, device);
    }

    private GeoPlace? PlaceOf(HttpContext context)
    {
        try
        {
            return _places.Resolve(context);
        }
        catch (Exception exception)
        {
            Log.VisitorUnknown(logger, exception, nameof(IGeoResolver));
            return null;
        }
    }

    private string? SegmentOf(HttpContext context)
    {
        try
        {
            return SafeText.Of(_options.Segment?.Invoke(context), MaxSegmentLength);
        }
        catch (Exception exception)
        {
            Log.VisitorUnknown(logger, exception, nameof(AffiliateHttpOptions.Segment));
            return null;
        }
    }

    /// <summary>Two letters; CDNs write XX for what they do not know.</summary>
    private static string? Country(string? code) =>
        code is { Length: 2 } && char.IsAsciiLetter(code[0]) && char.IsAsciiLetter(code[1])
            && !code.Equals("XX", StringComparison.OrdinalIgnoreCase)
            ? code.ToUpperInvariant()
            : null;
}

/// <summary>What is known of a visitor.</summary>
internal readonly record struct VisitorFacts(
    ClientDevice Device, string? Language, string? Country, string? Region, string? City, string? Segment);
