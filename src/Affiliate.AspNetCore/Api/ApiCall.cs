using System.Text.Json;
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

    /// <summary>The JSON object that was sent; an empty one where nothing was, or the route takes none.</summary>
    public JsonElement Body { get; init; } = JsonBody.Empty;

    /// <summary>What is wrong with the fields and parameters that were read so far.</summary>
    public InputErrors Errors { get; } = new();

    /// <summary>The body's fields.</summary>
    public JsonFields Fields => field ??= new JsonFields(Body, Errors);

    /// <summary>The query's parameters.</summary>
    public QueryFields Query => field ??= new QueryFields(Request.Query, Errors);

    /// <summary>The answer to a call with errors; <see langword="null"/> when nothing that was read is wrong.</summary>
    public IResult? Refusal => Errors.Any ? Errors.ToProblem() : null;

    public HttpRequest Request => Context.Request;

    public CancellationToken Aborted => Context.RequestAborted;

    /// <summary>Whether the key opens test data only.</summary>
    public bool IsTest => Program.Id.IsTest();

    /// <summary>The program itself, also where the key opens its test data.</summary>
    public AffiliateProgram LiveProgram => Program with { Id = Program.Id.Live() };

    /// <summary>The object that the path names; <see langword="null"/> when that is no such identifier.</summary>
    public TId? Id<TId>(string name = "id") where TId : struct, IAffiliateId<TId> =>
        AffiliateId.TryParse<TId>((string?)Request.RouteValues[name], out var id) ? id : null;

    /// <summary>Where an object that the call made can be read.</summary>
    public string LocationOf<TId>(TId made) where TId : struct, IAffiliateId<TId> => $"{Request.PathBase}{Request.Path}/{made}";

    /// <summary>Whether a program named in the call is the key's; none named is fine.</summary>
    public bool IsAbout(string? idOrKey) =>
        string.IsNullOrEmpty(idOrKey) || idOrKey == Program.Key || idOrKey == Program.Id.ToString() || idOrKey == Program.Id.Live().ToString();
}

/// <summary>Does what a call asks for.</summary>
internal delegate Task<IResult> ApiHandler(ApiCall call);
