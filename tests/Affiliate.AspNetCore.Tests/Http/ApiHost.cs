using System.Net;

namespace Affiliate.AspNetCore.Tests;

/// <summary>One host for many calls: partner <c>alpha</c>, a key with all scopes, and a second program with its own.</summary>
public sealed class ApiHost : IAsyncLifetime
{
    internal TestHost Host { get; private set; } = null!;

    internal string Key { get; private set; } = null!;

    internal string OtherKey { get; private set; } = null!;

    internal Partner Alpha { get; private set; } = null!;

    internal string EmbedToken { get; private set; } = null!;

    internal string Session { get; private set; } = null!;

    internal string DoorSession { get; private set; } = null!;

    internal Partner Beta { get; private set; } = null!;

    internal AffiliateProgram Program { get; private set; } = null!;

    internal AffiliateProgram OtherProgram { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Host = await TestHost.StartAsync(affiliate => affiliate
            .AddProgram("main", _ => { }).AddProgram("other", _ => { }).AddPaymentWebhook<AcmeWebhook>().AddPaymentFetcher<AcmeFetcher>().AddPayoutProvider<AcmePayouts>()
            .UseMailedSignIn<NotingMailer>());
        Key = await Host.AddKeyAsync();
        OtherKey = await Host.AddKeyAsync(program: "other");
        Alpha = await Host.AddPartnerAsync("alpha");
        Names = await MoneySample.AddAsync(Host, Alpha);
        EmbedToken = (await Host.Services.GetRequiredService<EmbedTokens>().IssueAsync(Alpha.ProgramId, AffiliateId.Parse<PartnerId>(Names["{embedded}"])))!.Token;
        Session = await Portals.BeginAsync(Host, Names["{embedded}"]);
        DoorSession = await Portals.BeginAsync(Host, Names["{embedded}"]);
        Beta = await Host.AddPartnerAsync("beta", program: "other");
        OtherNames = await MoneySample.AddAsync(Host, Beta);
        Program = await Host.ProgramAsync("main");
        OtherProgram = await Host.ProgramAsync("other");
    }

    public async Task DisposeAsync() => await Host.DisposeAsync();

    internal Task<HttpResponseMessage> CallAsync(
        Route route, string? body, string? contentType = "application/json", string query = "",
        params (string, string)[] headers)
    {
        (string, string)[] key = route is { Scope: ApiScopes.None, IsEmbedded: false, IsPortal: false } ? [] : HeadersOf(route);
        return Host.SendAsync(new HttpMethod(route.Method), PathOf(route) + query, body is null ? null : MoneySample.Fill(body, Names), contentType, [.. key, .. headers]);
    }

    /// <summary>What opens a route: the key, a partner's token, or a partner's session. Doors get another session, which they may end.</summary>
    internal (string, string)[] HeadersOf(Route route) => route.IsPortal ? Portals.Headers(route.IsDoor ? DoorSession : Session)
        : [("Authorization", $"Bearer {(route.IsEmbedded ? EmbedToken : Key)}")];

    internal string PathOf(Route route) => MoneySample.Fill(route.Path, Names);

    /// <summary>What stands for the objects that calls name.</summary>
    internal IReadOnlyDictionary<string, string> Names { get; private set; } = null!;

    /// <summary>What stands for the same objects of the other program.</summary>
    internal IReadOnlyDictionary<string, string> OtherNames { get; private set; } = null!;
}
