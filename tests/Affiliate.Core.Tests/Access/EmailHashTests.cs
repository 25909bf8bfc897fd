using Microsoft.Extensions.Options;

namespace Affiliate.Core.Tests.Access;

public sealed class EmailHashTests
{
    [Fact]
    public async Task The_hash_is_keyed_names_its_key_and_ignores_spelling()
    {
        using var store = new InMemoryAffiliateStore(TimeProvider.System);
        var (one, other) = (Hash(store, ("1", '1')), Hash(store, ("1", '2')));

        var hashed = await one.OfAsync("User@Example.com ", default);

        Assert.Equal(hashed, await one.OfAsync("user@example.com", default));
        Assert.Matches("^1:[0-9a-f]{64}$", hashed.Hash);
        Assert.NotEqual(hashed.Hash, (await one.OfAsync("joan@example.com", default)).Hash);
        Assert.NotEqual(hashed.Hash, (await other.OfAsync("user@example.com", default)).Hash);
        Assert.True(hashed.Hash.Length <= Customer.Record.Field((System.Linq.Expressions.Expression<Func<Customer, string?>>)(c => c.EmailHash)).MaxLength);
    }

    /// <summary>Semantics 22: after a change of keys, what was stored before is still recognised.</summary>
    [Fact]
    public async Task Hashes_made_with_an_older_key_still_match()
    {
        using var store = new InMemoryAffiliateStore(TimeProvider.System);
        var before = await Hash(store, ("1", '1')).OfAsync("user@example.com", default);
        var after = Hash(store, ("2", '2'), ("1", '1'));

        Assert.True(await after.MatchesAsync("USER@example.com", before.Hash, default));
        Assert.False(await after.MatchesAsync("joan@example.com", before.Hash, default));
        Assert.False(await Hash(store, ("2", '2')).MatchesAsync("user@example.com", before.Hash, default));
        Assert.False(await after.MatchesAsync("user@example.com", "no hash", default));
    }

    [Theory]
    [InlineData("user@example.com", "u***@e***.com")]
    [InlineData(" User.Name@Mail.Example.co.uk", "u***@m***.uk")]
    [InlineData("j@localhost", "j***@l***")]
    [InlineData("\ud83d\ude00@example.com", "\ud83d\ude00***@e***.com")]
    [InlineData("\"a@b\"@example.com", "\"***@e***.com")]
    [InlineData("nobody", "***")]
    [InlineData("@example.com", "***")]
    [InlineData("user@", "***")]
    [InlineData("", "***")]
    public void The_form_shown_hides_the_address(string email, string expected) =>
        Assert.Equal(expected, EmailHash.Mask(email));

    private static EmailHash Hash(IAffiliateStore store, params (string KeyId, char Digit)[] secrets) => new(
        new InstallationSecret(
            Options.Create(new AffiliateOptions
            {
                Secrets = secrets.ToDictionary(secret => secret.KeyId, secret => new string(secret.Digit, 64)),
            }),
            store));
}
