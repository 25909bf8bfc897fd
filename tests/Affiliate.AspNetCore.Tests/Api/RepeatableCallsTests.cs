using System.Net;

namespace Affiliate.AspNetCore.Tests;

/// <summary>TX-04, I5, semantics 16: an <c>Idempotency-Key</c> has one effect.</summary>
public sealed class RepeatableCallsTests : IAsyncLifetime
{
    private const string Partners = "/affiliate/api/v1/partners";

    private TestHost _host = null!;
    private string _key = null!;

    public async Task InitializeAsync()
    {
        _host = await TestHost.StartAsync(affiliate => affiliate.AddProgram("main", _ => { }).AddProgram("other", _ => { }));
        _key = await _host.AddKeyAsync();
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task TX_04_the_same_key_and_content_give_the_first_result_in_any_spelling()
    {
        var first = await PostAsync("k-1", """{"email":"a@example.com","slug":"a"}""").JsonAsync();
        var again = await PostAsync("k-1", """{ "slug": "a", "email": "a@example.com" }""");

        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equal("true", again.Header("Idempotency-Replayed"));
        var body = await again.JsonAsync();
        Assert.True(body.GetProperty("deduped").GetBoolean());
        Assert.Equal(first.GetProperty("id").GetString(), body.GetProperty("id").GetString());
        Assert.False(first.TryGetProperty("deduped", out _));
        Assert.Single(await PartnersAsync());
    }

    [Fact]
    public async Task The_same_key_with_other_content_is_a_conflict_and_changes_nothing()
    {
        await PostAsync("k-1", """{"email":"a@example.com","slug":"a"}""").JsonAsync();

        await PostAsync("k-1", """{"email":"b@example.com","slug":"b"}""")
            .ProblemAsync(HttpStatusCode.Conflict, "idempotency_conflict");
        await _host.PostAsync(
                "/affiliate/api/v1/track/sale", """{"transaction_id":"t","amount_cents":1}""", Headers("k-1", _key))
            .ProblemAsync(HttpStatusCode.Conflict, "idempotency_conflict");

        Assert.Single(await PartnersAsync());
        Assert.Empty(await _host.Store.ListAsync(Query<Sale>.All, default));
    }

    [Fact]
    public async Task Concurrent_twins_have_one_effect_and_one_result()
    {
        // Who loses a race waits a moment, on the clock of the test.
        var answers = await _host.WhileTimePassesAsync(Task.WhenAll(Enumerable.Range(0, 20)
            .Select(_ => PostAsync("k-1", """{"email":"a@example.com","slug":"a"}""").JsonAsync())));

        Assert.Single(answers.Select(answer => answer.GetProperty("id").GetString()).Distinct());
        Assert.Equal(19, answers.Count(answer => answer.TryGetProperty("deduped", out _)));
        Assert.Single(await PartnersAsync());
    }

    /// <summary>I5: also where the effect is a part of something larger, or a change of what is there.</summary>
    [Theory]
    [InlineData("/flows", """{"name":"Twin","action_type":"percentage","action_value":7}""")]
    [InlineData("/links", """{"slug":"twin","partner_id":"{partner}"}""")]
    public async Task Concurrent_twins_have_one_effect_whatever_they_make(string path, string body)
    {
        var partner = await _host.AddPartnerAsync("alpha");
        body = body.Replace("{partner}", partner.Id.ToString(), StringComparison.Ordinal);
        var answers = await _host.WhileTimePassesAsync(Task.WhenAll(Enumerable.Range(0, 20)
            .Select(_ => _host.PostAsync("/affiliate/api/v1" + path, body, Headers("k-1", _key)).JsonAsync())));

        Assert.Single(answers.Select(answer => answer.GetProperty("id").GetString()).Distinct());
        Assert.Equal(19, answers.Count(answer => answer.TryGetProperty("deduped", out _)));
        Assert.Single(await _host.Store.ListAsync(Query<CallKey>.All, default));
        var other = body.Replace("twin", "other", StringComparison.OrdinalIgnoreCase);
        await _host.PostAsync("/affiliate/api/v1" + path, other, Headers("k-1", _key))
            .ProblemAsync(HttpStatusCode.Conflict, "idempotency_conflict");
    }

    /// <summary>A link that is there is changed by the same call: that too happens once for a key.</summary>
    [Fact]
    public async Task A_change_under_a_key_is_not_made_again_with_other_content()
    {
        var partner = await _host.AddPartnerAsync("alpha");
        await LinkAsync("k-1", "First").JsonAsync();
        await LinkAsync("k-2", "Second").JsonAsync();

        await LinkAsync("k-2", "Third").ProblemAsync(HttpStatusCode.Conflict, "idempotency_conflict");

        Assert.Equal("Second", (await _host.Store.ListAsync(Query<Link>.All.Equal(link => link.Slug, "again"), default)).Single().Title);

        Task<HttpResponseMessage> LinkAsync(string key, string title) => _host.PostAsync(
            "/affiliate/api/v1/links", $$"""{"slug":"again","partner_id":"{{partner.Id}}","title":"{{title}}"}""", Headers(key, _key));
    }

    [Fact]
    public async Task What_failed_leaves_the_key_free()
    {
        await PostAsync("k-1", """{"email":"nobody","slug":"a"}""").ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");

        await PostAsync("k-1", """{"email":"a@example.com","slug":"a"}""").JsonAsync();
    }

    [Fact]
    public async Task I17_keys_of_two_programs_are_two_keys()
    {
        var other = await _host.AddKeyAsync(program: "other");
        await PostAsync("k-1", """{"email":"a@example.com","slug":"a"}""").JsonAsync();

        var answer = await _host.PostAsync(Partners, """{"email":"a@example.com","slug":"a"}""", Headers("k-1", other)).JsonAsync();

        Assert.False(answer.TryGetProperty("deduped", out _));
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345")]
    public async Task A_key_that_is_none_is_400(string key) => await PostAsync(key, """{"email":"a@example.com","slug":"a"}""")
        .ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");

    [Fact]
    public async Task C11_the_header_and_the_field_must_not_differ() => await PostAsync(
            "k-1", """{"email":"a@example.com","slug":"a","idempotency_key":"k-2"}""")
        .ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");

    [Fact]
    public async Task A_sale_is_repeated_by_its_key_too()
    {
        const string body = """{"transaction_id":"t-1","amount_cents":9900}""";
        var first = await SaleAsync(body).JsonAsync();
        var again = await SaleAsync(body).JsonAsync();

        Assert.False(first.GetProperty("deduped").GetBoolean());
        Assert.True(again.GetProperty("deduped").GetBoolean());
        Assert.Equal(first.GetProperty("sale_id").GetString(), again.GetProperty("sale_id").GetString());
        await SaleAsync("""{"transaction_id":"t-2","amount_cents":9900}""")
            .ProblemAsync(HttpStatusCode.Conflict, "idempotency_conflict");
    }

    [Fact]
    public async Task Every_route_that_makes_something_takes_a_key()
    {
        var created = _host.Services.GetRequiredService<Microsoft.AspNetCore.Routing.EndpointDataSource>().Endpoints
            .Where(endpoint => endpoint.Metadata.GetMetadata<Microsoft.AspNetCore.Http.Metadata.IProducesResponseTypeMetadata>() is not null)
            .Where(endpoint => endpoint.Metadata.OfType<Microsoft.AspNetCore.Http.Metadata.IProducesResponseTypeMetadata>()
                .Any(produces => produces.StatusCode == 201))
            .ToList();

        Assert.NotEmpty(created);
        Assert.All(created, endpoint => Assert.True(endpoint.Metadata.GetMetadata<Creation>() is not null, endpoint.DisplayName));
        await Task.CompletedTask;
    }

    private static (string, string)[] Headers(string idempotencyKey, string key) =>
        [("Idempotency-Key", idempotencyKey), ("Authorization", $"Bearer {key}")];

    private Task<HttpResponseMessage> PostAsync(string key, string body) => _host.PostAsync(Partners, body, Headers(key, _key));

    private Task<HttpResponseMessage> SaleAsync(string body) =>
        _host.PostAsync("/affiliate/api/v1/track/sale", body, Headers("s-1", _key));

    private Task<List<Partner>> PartnersAsync() => _host.Store.ListAsync(Query<Partner>.All, default);
}
