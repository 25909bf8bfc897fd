using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Affiliate.AspNetCore;

/// <summary>The page that asks for a link's password (TX-15). It holds nothing of the link, and no script.</summary>
internal static class PasswordPage
{
    private const int MaxBodyLength = 4 * 1024;
    private const string Wrong = "<p role=\"alert\">That is not the password.</p>";

    /// <summary>Fits a phone, and follows the visitor's choice of light or dark.</summary>
    private const string Style =
        ":root{color-scheme:light dark;font:1rem/1.5 system-ui,sans-serif}body{display:grid;place-items:center;min-height:90vh;margin:1rem}"
        + "main{width:100%;max-width:20rem}h1{font-size:1.4rem}input,button{box-sizing:border-box;width:100%;padding:.6rem;font:inherit}";

    /// <summary>The form goes back to the address it came from, query included.</summary>
    private const string Page =
        $$"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="robots" content="noindex">
        <title>Password needed</title>
        <style>{{Style}}</style>
        </head>
        <body>
        <main>
        <h1>Password needed</h1>
        {0}
        <form method="post">
        <p><label for="password">Password</label>
        <input id="password" name="password" type="password" maxlength="128" autocomplete="off" required autofocus></p>
        <p><button type="submit">Continue</button></p>
        </form>
        </main>
        </body>
        </html>
        """;

    // Browsers apply form-action to the redirect that follows too, and that leads to another site.
    private static readonly string Policy =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; "
        + "form-action 'self' https: http:; base-uri 'none'; frame-ancestors 'none'";

    private static readonly byte[] Asking = Encoding.UTF8.GetBytes(Page.Replace("{0}", "", StringComparison.Ordinal));
    private static readonly byte[] Refusing = Encoding.UTF8.GetBytes(Page.Replace("{0}", Wrong, StringComparison.Ordinal));

    public static async Task ShowAsync(HttpContext context, bool isWrong)
    {
        var response = context.Response;
        var content = isWrong ? Refusing : Asking;
        response.StatusCode = isWrong ? StatusCodes.Status403Forbidden : StatusCodes.Status200OK;
        response.ContentType = "text/html; charset=utf-8";
        response.ContentLength = content.Length;
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "same-origin";
        response.Headers.ContentSecurityPolicy = Policy;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await response.BodyWriter.WriteAsync(content, context.RequestAborted).ConfigureAwait(false);
        }
    }

    /// <summary>Reads the form.</summary>
    public static async ValueTask<(string Password, Problem? Problem)> ReadAsync(HttpRequest request)
    {
        if (request.ContentType is not { } type
            || !type.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase))
        {
            return ("", Problem.UnsupportedMediaType);
        }

        if (await RequestBody.TryReadAsync(request, MaxBodyLength).ConfigureAwait(false) is not { } body)
        {
            return ("", Problem.TooLarge);
        }

        using (body)
        {
            var fields = QueryHelpers.ParseQuery(Encoding.UTF8.GetString(body.Bytes.ToArray()));
            return fields.TryGetValue("password", out var values) && values is [{ Length: > 0 and <= LinkPassword.MaxLength } password]
                ? (password, null)
                : ("", Problem.Validation("password", $"Must have 1 to {LinkPassword.MaxLength} characters."));
        }
    }
}
