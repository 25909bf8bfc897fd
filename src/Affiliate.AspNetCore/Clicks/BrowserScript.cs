using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary><c>GET /affiliate.js</c>: the browser helper, from the assembly.</summary>
internal sealed class BrowserScript
{
    private readonly byte[] _content = AffiliateScript.Read();
    private readonly string _tag;

    public BrowserScript() =>
        _tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(_content).AsSpan(0, 12))}\"";

    public async Task HandleAsync(HttpContext context)
    {
        var response = context.Response;
        response.Headers.ETag = _tag;
        response.Headers.CacheControl = "public, max-age=3600";
        response.Headers.XContentTypeOptions = "nosniff";

        // Other sites of the host may load it, also with an integrity hash; it holds nothing of anybody's.
        response.Headers.AccessControlAllowOrigin = "*";
        response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        if (IsKnown(context.Request))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = "text/javascript; charset=utf-8";
        response.ContentLength = _content.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await response.BodyWriter.WriteAsync(_content, context.RequestAborted).ConfigureAwait(false);
        }
    }

    private bool IsKnown(HttpRequest request)
    {
        foreach (var values in request.Headers.IfNoneMatch)
        {
            foreach (var value in (values ?? "").Split(','))
            {
                var tag = value.AsSpan().Trim();
                tag = tag.StartsWith("W/", StringComparison.Ordinal) ? tag[2..] : tag;
                if (tag is "*" || tag.SequenceEqual(_tag))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
