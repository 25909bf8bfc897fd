using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary>A call whose key was checked.</summary>
/// <param name="Context">The request and its answer.</param>
/// <param name="Key">The key.</param>
/// <param name="Program">The program that the key opens: nothing of another one may be seen or changed (I17).</param>
internal sealed record ApiCall(HttpContext Context, ApiKey Key, AffiliateProgram Program)
{
    /// <summary>Whose data alone is opened; <see langword="null"/> for the whole program.</summary>
    public Partner? Partner { get; init; }

    public HttpRequest Request => Context.Request;

    public CancellationToken Aborted => Context.RequestAborted;

    /// <summary>Whether the key opens test data only.</summary>
    public bool IsTest => Program.Id.IsTest();

    /// <summary>The program itself, also where the key opens its test data.</summary>
    public AffiliateProgram LiveProgram => Program with { Id = Program.Id.Live() };

    /// <summary>Whether a program named in the call is the key's; none named is fine.</summary>
    public bool IsAbout(string? idOrKey) =>
        string.IsNullOrEmpty(idOrKey) || idOrKey == Program.Key || idOrKey == Program.Id.ToString() || idOrKey == Program.Id.Live().ToString();
}

/// <summary>Does what a call asks for.</summary>
internal delegate Task<IResult> ApiHandler(ApiCall call);
