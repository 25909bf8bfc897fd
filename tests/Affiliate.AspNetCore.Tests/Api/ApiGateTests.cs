using System.Net;

namespace Affiliate.AspNetCore.Tests;

/// <summary>AH-40: keys, scopes and programs, on every route that asks for a key.</summary>
public class ApiGateTests(ApiHost api) : IClassFixture<ApiHost>
{
    public static TheoryData<string> Protected => [.. Routes.WithKey.Select(route => route.ToString())];

    public static TheoryData<string> ProtectedWithBody =>
        [.. Routes.WithKey.Where(route => route.Body is not null).Select(route => route.ToString())];

    [Theory, MemberData(nameof(Protected))]
    public async Task Without_a_good_key_the_answer_is_one_and_the_same_401(string name)
    {
        var route = Routes.Find(name);
        var revoked = await RevokedKeyAsync();
        var expired = await ExpiredKeyAsync();
        var elsewhere = api.Key[..^1] + (api.Key[^1] == '0' ? '1' : '0');
        var messages = new HashSet<string?>();
        foreach (var authorization in new[]
        {
            "", "Bearer", "Bearer ", "Bearer x", $"Bearer {elsewhere}", $"Bearer {ApiKeyToken.New()}", $"Bearer {revoked}", $"Bearer {expired}",
            $"Basic {api.Key}", api.Key, $"Bearer {api.Key} x", $"Bearer{api.Key}", $"Bearer {api.Key.ToLowerInvariant()}",
        })
        {
            var answer = await CallAsync(route, authorization);
            var problem = await Task.FromResult(answer).ProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
            Assert.Equal("Bearer", answer.Header("WWW-Authenticate"));
            messages.Add(problem.GetProperty("detail").GetString());
        }

        Assert.Single(messages);
    }

    [Theory, MemberData(nameof(Protected))]
    public async Task A_key_counts_in_the_authorization_header_only(string name)
    {
        var route = Routes.Find(name);
        foreach (var header in new[] { ("X-Api-Key", api.Key), ("Cookie", $"key={api.Key}; Authorization=Bearer {api.Key}") })
        {
            await api.Host.SendAsync(
                    new HttpMethod(route.Method), $"{api.PathOf(route)}?key={api.Key}&access_token={api.Key}", route.Body,
                    "application/json", header)
                .ProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
        }
    }

    [Theory, MemberData(nameof(Protected))]
    public async Task A_missing_scope_is_403_and_named(string name)
    {
        var route = Routes.Find(name);
        var key = await api.Host.AddKeyAsync(ApiScopes.All & ~route.Scope);

        var problem = await CallAsync(route, $"Bearer {key}").ProblemAsync(HttpStatusCode.Forbidden, "missing_scope");

        Assert.Contains($"'{WireName.Of(route.Scope)}'", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Protected))]
    public async Task The_one_scope_is_enough(string name)
    {
        var route = Routes.Find(name);
        var key = await api.Host.AddKeyAsync(route.Scope);

        var answer = await CallAsync(route, $"Bearer {key}");

        Assert.True(answer.IsSuccessStatusCode || answer.StatusCode == HttpStatusCode.Conflict || IsDeletedBefore(route, answer), $"{answer.StatusCode}");
    }

    [Theory, MemberData(nameof(ProtectedWithBody))]
    public async Task I17_another_program_cannot_be_named_in_the_body(string name)
    {
        var route = Routes.Find(name);
        foreach (var program in new[] { api.OtherProgram.Id.ToString(), "other", "no-such-program" })
        {
            await api.CallAsync(route, route.With("program_id", program)).ProblemAsync(HttpStatusCode.NotFound, "not_found");
        }
    }

    [Theory, MemberData(nameof(Protected))]
    public async Task I17_another_program_cannot_be_named(string name)
    {
        var route = Routes.Find(name);
        foreach (var program in new[] { api.OtherProgram.Id.ToString(), "other", "no-such-program" })
        {
            await api.CallAsync(route, route.Body, query: $"?program_id={program}").ProblemAsync(HttpStatusCode.NotFound, "not_found");
        }

        var own = await api.CallAsync(route, route.Body, query: $"?program_id={api.Program.Id}");
        Assert.True(own.StatusCode != HttpStatusCode.NotFound || IsDeletedBefore(route, own));
    }

    /// <summary>The tests share what there is to delete.</summary>
    private static bool IsDeletedBefore(Route route, HttpResponseMessage answer) =>
        route.Method == "DELETE" && answer.StatusCode == HttpStatusCode.NotFound;

    /// <summary>§9: each key has its own share of calls; what is above it is 429, on this instance, for a moment.</summary>
    [Fact]
    public async Task A_key_that_calls_too_often_is_429_and_no_other()
    {
        await using var host = await TestHost.StartAsync(
            affiliate => affiliate.AddProgram("main", _ => { }),
            services: services => services.Configure<AffiliateHttpOptions>(options => options.CallsPerSecond = 3));
        var (key, other) = (await host.AddKeyAsync(), await host.AddKeyAsync());
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await CallAsync(key)).StatusCode);
        }

        var refused = await CallAsync(key);

        Assert.Equal("1", refused.Header("Retry-After"));
        await Task.FromResult(refused).ProblemAsync(HttpStatusCode.TooManyRequests, "too_many_requests");
        Assert.Equal(HttpStatusCode.OK, (await CallAsync(other)).StatusCode);
        host.Time.Advance(TimeSpan.FromMilliseconds(400));
        Assert.Equal(HttpStatusCode.OK, (await CallAsync(key)).StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await CallAsync(key)).StatusCode);

        Task<HttpResponseMessage> CallAsync(string with) => host.GetAsync("/affiliate/api/v1/status", ("Authorization", $"Bearer {with}"));
    }

    [Fact]
    public async Task I17_another_program_cannot_be_named_in_a_body()
    {
        foreach (var route in Routes.WithKey.Where(route => route.Texts.Any(text => text.Name == "program_id")))
        {
            await api.CallAsync(route, route.With("program_id", "other")).ProblemAsync(HttpStatusCode.NotFound, "not_found");
            Assert.NotEqual(HttpStatusCode.NotFound, (await api.CallAsync(route, route.With("program_id", "main"))).StatusCode);
        }
    }

    [Fact]
    public async Task I17_another_programs_key_sees_none_of_ours()
    {
        await api.Host.Store.AddClicksAsync(Sample.Click(api.Alpha));
        foreach (var route in Routes.WithKey.Where(route => route is { Method: "GET", HasPages: true, Sample: null }))
        {
            var body = await api.Host.GetAsync(
                api.PathOf(route) + "?group_by=partner", ("Authorization", $"Bearer {api.OtherKey}")).JsonAsync();
            Assert.DoesNotContain(api.Program.Id.ToString(), body.GetRawText(), StringComparison.Ordinal);
            Assert.DoesNotContain(api.Alpha.Id.ToString(), body.GetRawText(), StringComparison.Ordinal);
        }

        await api.Host.GetAsync($"/affiliate/api/v1/partners/{api.Alpha.Id}", ("Authorization", $"Bearer {api.OtherKey}"))
            .ProblemAsync(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public void Every_mapped_route_is_in_the_table_and_the_table_has_no_others()
    {
        var mapped = api.Host.Services.GetRequiredService<Microsoft.AspNetCore.Routing.EndpointDataSource>().Endpoints
            .OfType<Microsoft.AspNetCore.Routing.RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<AffiliateEndpointMarker>() is not null)
            .SelectMany(endpoint => (endpoint.Metadata.GetMetadata<Microsoft.AspNetCore.Routing.HttpMethodMetadata>()?.HttpMethods ?? [])
                .Select(method => (
                    Name: $"{method} {endpoint.RoutePattern.RawText!["/affiliate".Length..]}",
                    Scope: endpoint.Metadata.GetMetadata<RequiredScope>()?.Scope ?? ApiScopes.None)))
            .Where(route => !route.Name.StartsWith("HEAD", StringComparison.Ordinal) && !route.Name.StartsWith("OPTIONS", StringComparison.Ordinal))
            .ToList();

        Assert.Equal(Routes.All.Select(route => (route.ToString(), route.Scope)).Order(), mapped.Order());
    }

    private Task<HttpResponseMessage> CallAsync(Route route, string authorization) => api.Host.SendAsync(
        new HttpMethod(route.Method), api.PathOf(route) + route.Query, MoneySample.Fill(route.Body ?? "", api.Names), "application/json",
        ("Authorization", authorization));

    private async Task<string> ExpiredKeyAsync()
    {
        var token = await api.Host.AddKeyAsync();
        ApiKeyToken.TryGetLookup(token, out var lookup);
        await api.Host.Store.ExecuteAsync(
            async (unit, ct) =>
            {
                var key = (await unit.ListAsync(Query<ApiKey>.All.Equal(one => one.Lookup, lookup!), ct))[0];
                unit.Save(key with { ExpiresAt = api.Host.Time.GetUtcNow() });
                return true;
            },
            default);
        return token;
    }

    private async Task<string> RevokedKeyAsync()
    {
        var keys = api.Host.Services.GetRequiredService<ApiKeys>();
        var made = await keys.CreateAsync(api.Program.Id, "revoked", ApiScopes.All);
        await keys.RevokeAsync(made.Key.Id);
        return made.Secret;
    }
}
