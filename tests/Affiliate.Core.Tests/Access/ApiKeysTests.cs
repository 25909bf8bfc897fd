namespace Affiliate.Core.Tests.Access;

public class ApiKeysTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly IAffiliateStore _store;
    private readonly AffiliateProgram _program = Sample.Program();

    public ApiKeysTests() => _store = new InMemoryAffiliateStore(_time);

    [Fact]
    public async Task A_key_opens_its_program_and_is_kept_as_a_hash_only()
    {
        var keys = await KeysAsync();

        var made = await keys.CreateAsync(_program.Id, "CI", ApiScopes.Read | ApiScopes.Track);

        var found = await keys.AuthenticateAsync(made.Secret, isWrite: false, default);
        Assert.Equal(made.Key, found);
        Assert.Equal(ApiScopes.Read | ApiScopes.Track, found!.Scopes);
        var stored = Assert.Single(await _store.ListAsync(Query<ApiKey>.All, default));
        Assert.DoesNotContain(made.Secret["aff_live_".Length..], stored.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(made.Secret, made.ToString(), StringComparison.Ordinal);
        Assert.Equal(64, stored.Hash.Length);
        Assert.Equal(made.Secret[^4..], stored.LastFour);
    }

    [Fact]
    public async Task Every_key_is_another_one()
    {
        var keys = await KeysAsync();

        var secrets = new HashSet<string>();
        for (var i = 0; i < 50; i++)
        {
            secrets.Add((await keys.CreateAsync(_program.Id, "CI", ApiScopes.Read)).Secret);
        }

        Assert.Equal(50, secrets.Count);
        Assert.All(secrets, secret => Assert.Matches("^aff_live_[0-9A-Za-z]{61}$", secret));
    }

    [Fact]
    public async Task Any_other_text_opens_nothing()
    {
        var keys = await KeysAsync();
        var secret = (await keys.CreateAsync(_program.Id, "CI", ApiScopes.Read)).Secret;
        var unknown = ApiKeyToken.New();

        var wrong = Enumerable.Range(0, secret.Length)
            .Select(i => secret[..i] + (secret[i] == 'x' ? 'y' : 'x') + secret[(i + 1)..])
            .Concat([null!, "", " ", "aff_live_", secret + "0", secret[..^1], " " + secret, secret.ToUpperInvariant(), unknown])
            .ToList();

        foreach (var token in wrong)
        {
            Assert.Null(await keys.AuthenticateAsync(token, isWrite: false, default));
        }
    }

    [Fact]
    public async Task The_right_look_up_part_with_another_secret_opens_nothing()
    {
        var keys = await KeysAsync();
        var secret = (await keys.CreateAsync(_program.Id, "CI", ApiScopes.Read)).Secret;
        var other = ApiKeyToken.New();
        ApiKeyToken.TryGetLookup(secret, out var lookup);
        ApiKeyToken.TryGetLookup(other, out var otherLookup);
        var stored = await _store.FindAsync(ApiKey.ByLookup(lookup!), default);
        await _store.SaveAsync(stored! with { Lookup = otherLookup! });

        Assert.Null(await keys.AuthenticateAsync(other, isWrite: true, default));
    }

    [Fact]
    public async Task A_revoked_key_is_refused_at_once_for_writes_and_within_ten_seconds_elsewhere()
    {
        var keys = await KeysAsync();
        var elsewhere = New();
        var made = await keys.CreateAsync(_program.Id, "CI", ApiScopes.All);
        Assert.NotNull(await elsewhere.AuthenticateAsync(made.Secret, isWrite: false, default));
        Assert.NotNull(await keys.AuthenticateAsync(made.Secret, isWrite: false, default));

        Assert.True(await keys.RevokeAsync(made.Key.Id));

        Assert.Null(await keys.AuthenticateAsync(made.Secret, isWrite: false, default));
        Assert.Null(await elsewhere.AuthenticateAsync(made.Secret, isWrite: true, default));
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Null(await elsewhere.AuthenticateAsync(made.Secret, isWrite: false, default));
    }

    [Fact]
    public async Task Revoking_again_keeps_the_first_time()
    {
        var keys = await KeysAsync();
        var made = await keys.CreateAsync(_program.Id, "CI", ApiScopes.All);

        Assert.True(await keys.RevokeAsync(made.Key.Id));
        _time.Advance(TimeSpan.FromHours(1));
        Assert.True(await keys.RevokeAsync(made.Key.Id));

        Assert.Equal(Sample.Now, Assert.Single(await _store.ListAsync(Query<ApiKey>.All, default)).RevokedAt);
        Assert.False(await keys.RevokeAsync(Sample.Id<ApiKeyId>()));
    }

    [Fact]
    public async Task An_expired_key_opens_nothing()
    {
        var keys = await KeysAsync();
        var made = await keys.CreateAsync(_program.Id, "CI", ApiScopes.All);
        await _store.SaveAsync(made.Key with { ExpiresAt = Sample.Now + TimeSpan.FromMinutes(1) });

        Assert.NotNull(await keys.AuthenticateAsync(made.Secret, isWrite: false, default));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(await keys.AuthenticateAsync(made.Secret, isWrite: false, default));
    }

    [Fact]
    public async Task A_key_needs_a_program_a_name_and_scopes()
    {
        var keys = await KeysAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => keys.CreateAsync(Sample.Id<ProgramId>(), "CI", ApiScopes.Read));
        await Assert.ThrowsAsync<ArgumentException>(() => keys.CreateAsync(_program.Id, " ", ApiScopes.Read));
        await Assert.ThrowsAsync<ArgumentException>(() => keys.CreateAsync(_program.Id, new string('n', 101), ApiScopes.Read));
        await Assert.ThrowsAsync<ArgumentException>(() => keys.CreateAsync(_program.Id, "CI", ApiScopes.None));
        await Assert.ThrowsAsync<ArgumentException>(() => keys.CreateAsync(_program.Id, "CI", (ApiScopes)4096));
    }

    private async Task<ApiKeys> KeysAsync()
    {
        await _store.AddAsync(_program);
        return New();
    }

    private ApiKeys New() => new(_store, new UnitRunner(_store, new WorkSignal(), _time),
        new EventOutbox(new EventSubscriptions([]), _time), _time);
}
