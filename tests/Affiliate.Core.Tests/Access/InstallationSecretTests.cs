using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Affiliate.Core.Tests.Access;

public sealed class InstallationSecretTests
{
    private static readonly string InBase64 = Convert.ToBase64String(Enumerable.Range(0, 32).Select(i => (byte)i).ToArray());
    private static readonly string InHex = Convert.ToHexString(Enumerable.Range(32, 32).Select(i => (byte)i).ToArray());

    [Fact]
    public async Task The_first_secret_is_used_and_all_are_known()
    {
        using var store = new InMemoryAffiliateStore(TimeProvider.System);
        var secret = Secret(store, Environments.Production, ("2", $" {InBase64} "), ("1", InHex));

        var (keyId, key) = await secret.GetCurrentAsync(default);

        Assert.Equal("2", keyId);
        Assert.Equal(Convert.FromBase64String(InBase64), key);
        Assert.Equal(Convert.FromHexString(InHex), await secret.FindAsync("1", default));
        Assert.Null(await secret.FindAsync("3", default));
        Assert.Null(await secret.FindAsync("development", default));
    }

    /// <summary>Semantics 22: in Development one is made once, and every instance uses the same.</summary>
    [Fact]
    public async Task In_development_one_is_made_and_kept()
    {
        using var store = new InMemoryAffiliateStore(TimeProvider.System);

        var keys = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(
            async () => (await Secret(store, Environments.Development).GetCurrentAsync(default)).Key))).InTime();

        Assert.Single(keys.Select(Convert.ToHexString).Distinct());
        Assert.Equal(32, keys[0].Length);
        Assert.Equal(keys[0], await Secret(store, Environments.Development).FindAsync("development", default));
        Assert.Single(await store.ListAsync(Query<Setting>.All, default));
    }

    [Fact]
    public async Task Who_loses_the_race_to_make_one_uses_the_winners()
    {
        using var memory = new InMemoryAffiliateStore(TimeProvider.System);
        var winner = Secret(memory, Environments.Development);
        var store = new FaultyStore(memory) { BeforeCommit = () => winner.GetCurrentAsync(default).AsTask() };

        var (_, key) = await Secret(store, Environments.Development).GetCurrentAsync(default);

        Assert.Equal((await winner.GetCurrentAsync(default)).Key, key);
    }

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("not base64 and not hex, though exactly as long as the hex form is ")]
    [InlineData("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gAA==")]
    [InlineData(null)]
    public void Other_texts_are_no_secrets(string? text) => Assert.False(SecretText.TryRead(text, out _));

    private static InstallationSecret Secret(
        IAffiliateStore store, string environment, params (string KeyId, string Text)[] secrets) =>
        new(
            Options.Create(new AffiliateOptions
            {
                Secrets = secrets.ToDictionary(secret => secret.KeyId, secret => secret.Text),
            }),
            store,
            new TestEnvironment(environment));
}
