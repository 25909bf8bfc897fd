using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary><c>/api-keys</c>: the keys of a program. A key makes no other key that may do more than itself.</summary>
internal sealed class ApiKeysApi(ApiKeys keys, IAffiliateStore store, TimeProvider time)
{
    private const int MaxNameLength = 100;
    private const int MaxScopeLength = 32;

    private static readonly ApiScopes[] Scopes =
        [.. Enum.GetValues<ApiScopes>().Where(scope => scope is not (ApiScopes.None or ApiScopes.All))];

    public static void Map(ApiRoutes routes)
    {
        var api = routes.Create<ApiKeysApi>();
        routes.Map(HttpMethods.Get, "/api-keys", ApiScopes.KeysWrite, api.ListAsync, "API keys, newest first", 200)
            .WithQuery("page", "per_page")
            .Gives<PageBody<ApiKeyBody>>();
        routes.Make<ApiKeyId>(
            "/api-keys", ApiScopes.KeysWrite, api.CreateAsync, api.ReadAsync,
            "Make an API key; its secret is shown once, not to repeats", 201)
            .Gives<ApiKeyBody>()
            .Takes("""{"name":"Back office","scopes":["read","track"],"expires_at":"2027-01-01T00:00:00Z","is_test":false}""", "name", "scopes");
        routes.Map(HttpMethods.Get, "/api-keys/{id}", ApiScopes.KeysWrite, api.ReadAsync, "An API key", 200)
            .Gives<ApiKeyBody>();
        routes.Map(
            HttpMethods.Post, "/api-keys/{id}/rotate", ApiScopes.KeysWrite, api.RotateAsync,
            "Replace an API key; the old one stops at once", 200, 201, 409)
            .WithMetadata(new Creation(typeof(ApiKeyId), api.ReadAsync))
            .Gives<ApiKeyBody>();
        routes.Map(HttpMethods.Delete, "/api-keys/{id}", ApiScopes.KeysWrite, api.RevokeAsync, "Stop an API key", 200)
            .Gives<ApiKeyBody>();
    }

    public async Task<IResult> ListAsync(ApiCall call)
    {
        var page = call.Query.Page();
        if (call.Refusal is { } refusal)
        {
            return refusal;
        }

        var found = await keys.ListAsync(call.Program.Id, page, call.Aborted).ConfigureAwait(false);
        return new JsonAnswer<PageBody<ApiKeyBody>>(
            PageBody<ApiKeyBody>.Of(found, key => ApiKeyBody.Of(key)), ApiJson.Default.PageBodyApiKeyBody);
    }

    public async Task<IResult> CreateAsync(ApiCall call)
    {
        var fields = call.Fields;
        var name = fields.Name("name", MaxNameLength, isRequired: true);
        var scopes = ReadScopes(fields, call.Errors);
        var expiresAt = fields.Instant("expires_at");
        var isTest = call.IsTest || fields.Flag("is_test") == true;
        if (expiresAt <= time.GetUtcNow())
        {
            call.Errors.Add("expires_at", "Must be in the future.");
        }

        if (call.Refusal is { } refusal)
        {
            return refusal;
        }

        if (Scopes.FirstOrDefault(scope => scopes.HasFlag(scope) && !call.Key.Scopes.HasFlag(scope)) is var missing and not 0)
        {
            return Problem.Forbidden(WireName.Of(missing));
        }

        return Answer(await keys.CreateAsync(call.Program.Id, name!, scopes, expiresAt, isTest, call.Aborted).ConfigureAwait(false));
    }

    public async Task<IResult> ReadAsync(ApiCall call) => await FindAsync(call).ConfigureAwait(false) is { } key
        ? new JsonAnswer<ApiKeyBody>(ApiKeyBody.Of(key), ApiJson.Default.ApiKeyBody) { Version = key.Version }
        : Problem.NotFound;

    public async Task<IResult> RotateAsync(ApiCall call)
    {
        if (await FindAsync(call).ConfigureAwait(false) is not { } key)
        {
            return Problem.NotFound;
        }

        if ((key.Scopes & ~call.Key.Scopes) is var more and not 0)
        {
            return Problem.Forbidden(WireName.Of(Scopes.First(scope => more.HasFlag(scope))));
        }

        return await keys.RotateAsync(key.Id, call.Aborted).ConfigureAwait(false) is { } made
            ? Answer(made)
            : Problem.Conflict("key_revoked", "The key was revoked; make another one.");
    }

    public async Task<IResult> RevokeAsync(ApiCall call)
    {
        if (await FindAsync(call).ConfigureAwait(false) is not { } key)
        {
            return Problem.NotFound;
        }

        await keys.RevokeAsync(key.Id, call.Aborted).ConfigureAwait(false);
        return new JsonAnswer<ApiKeyBody>(
            ApiKeyBody.Of((await FindAsync(call).ConfigureAwait(false))!), ApiJson.Default.ApiKeyBody);
    }

    private async Task<ApiKey?> FindAsync(ApiCall call) =>
        call.Id<ApiKeyId>() is { } id
        && await store.FindAsync(ApiKey.ById(id), call.Aborted).ConfigureAwait(false) is { } key
        && (key.ProgramId == call.Program.Id || key.ProgramId.Live() == call.Program.Id)
            ? key
            : null;

    private static ApiScopes ReadScopes(JsonFields fields, InputErrors errors)
    {
        var scopes = ApiScopes.None;
        foreach (var name in fields.Texts("scopes", MaxScopeLength) ?? [])
        {
            var scope = Scopes.FirstOrDefault(scope => WireName.Of(scope) == name);
            if (scope == ApiScopes.None)
            {
                errors.Add("scopes", $"Must be any of: {string.Join(", ", Scopes.Select(WireName.Of))}.");
            }

            scopes |= scope;
        }

        if (scopes == ApiScopes.None && !errors.Has("scopes"))
        {
            errors.Add("scopes", "Is required.");
        }

        return scopes;
    }

    private static JsonAnswer<ApiKeyBody> Answer(NewApiKey made) =>
        new(ApiKeyBody.Of(made.Key, made.Secret), ApiJson.Default.ApiKeyBody, StatusCodes.Status201Created);
}

/// <summary>A key as it is published; <c>secret</c> only when it was just made (AF-30).</summary>
internal sealed record ApiKeyBody(
    string Id, string ProgramId, string Name, string LastFour, IReadOnlyList<string> Scopes, DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt, DateTimeOffset? RevokedAt, bool IsTest,
    string? Secret)
{
    public static ApiKeyBody Of(ApiKey key, string? secret = null) => new(
        key.Id.ToString(), key.ProgramId.Live().ToString(), key.Name, key.LastFour,
        [.. Enum.GetValues<ApiScopes>()
            .Where(scope => scope is not (ApiScopes.None or ApiScopes.All) && key.Scopes.HasFlag(scope)).Select(WireName.Of)],
        key.CreatedAt, key.ExpiresAt, key.LastUsedAt, key.RevokedAt,
        key.ProgramId.IsTest(), secret);
}
