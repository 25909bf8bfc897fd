namespace Affiliate;

/// <summary>Finds programs, from a copy that is at most ten seconds old (C10), and makes those that must exist.</summary>
internal sealed class ProgramDirectory
{
    private readonly IAffiliateStore _store;
    private readonly ProgramSeeds _seeds;
    private readonly TimeProvider _time;
    private readonly Cached<ProgramCatalog> _catalog;
    private volatile bool _hasDefaultGroups;

    public ProgramDirectory(IAffiliateStore store, ProgramSeeds seeds, TimeProvider time)
    {
        _store = store;
        _seeds = seeds;
        _time = time;
        _catalog = new Cached<ProgramCatalog>(LoadAsync, time);
    }

    /// <summary>The program a request is about (semantics 14).</summary>
    /// <param name="idOrKey">The program's identifier or key; when given, nothing else counts.</param>
    /// <param name="host">The request's host, with or without port.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The program; <see langword="null"/> when <paramref name="idOrKey"/> is given and unknown.</returns>
    public ValueTask<AffiliateProgram?> FindAsync(string? idOrKey, string? host, CancellationToken cancellationToken)
    {
        return _catalog.TryGet(out var catalog)
            ? new ValueTask<AffiliateProgram?>(Choose(catalog, idOrKey, host))
            : LoadAndChooseAsync();

        async ValueTask<AffiliateProgram?> LoadAndChooseAsync() =>
            Choose(await _catalog.GetAsync(cancellationToken).ConfigureAwait(false), idOrKey, host);
    }

    /// <summary>The first program the host added, or the one called <c>default</c>.</summary>
    public async ValueTask<AffiliateProgram> GetDefaultAsync(CancellationToken cancellationToken) =>
        Default(await _catalog.GetAsync(cancellationToken).ConfigureAwait(false));

    /// <summary>All programs, without their test twins.</summary>
    public async ValueTask<IReadOnlyCollection<AffiliateProgram>> ListAsync(CancellationToken cancellationToken) =>
        (await _catalog.GetAsync(cancellationToken).ConfigureAwait(false)).All;

    /// <summary>The program with an identifier, or <see langword="null"/>.</summary>
    public async ValueTask<AffiliateProgram?> GetAsync(ProgramId id, CancellationToken cancellationToken) =>
        (await _catalog.GetAsync(cancellationToken).ConfigureAwait(false)).ById(id.Live()) is not { } program ? null
        : id.IsTest() ? program.Twin
        : program;

    /// <summary>The program that the host names, or the default one.</summary>
    /// <exception cref="ArgumentException">The program is unknown.</exception>
    public async ValueTask<AffiliateProgram> RequireAsync(string? idOrKey, CancellationToken cancellationToken) =>
        (AffiliateId.TryParse<ProgramId>(idOrKey, out var id) && id.IsTest()
            ? await GetAsync(id, cancellationToken).ConfigureAwait(false)
            : await FindAsync(idOrKey, host: null, cancellationToken).ConfigureAwait(false))
        ?? throw new ArgumentException($"There is no program '{idOrKey}'.", nameof(idOrKey));

    /// <summary>The program that a stored record names.</summary>
    /// <exception cref="ArgumentException">The program is unknown.</exception>
    public async ValueTask<AffiliateProgram> RequireAsync(ProgramId id, CancellationToken cancellationToken) =>
        await GetAsync(id, cancellationToken).ConfigureAwait(false)
        ?? throw new ArgumentException($"There is no program '{id}'.", nameof(id));

    /// <summary>Reads again at the next call; for whoever adds or changes a program.</summary>
    public void Forget() => _catalog.Forget();

    private AffiliateProgram? Choose(ProgramCatalog catalog, string? idOrKey, string? host) =>
        !string.IsNullOrEmpty(idOrKey) ? catalog.ByIdOrKey(idOrKey)
        : host is not null && catalog.ByHost(host) is { } program ? program
        : Default(catalog);

    private AffiliateProgram Default(ProgramCatalog catalog) => catalog.ByKey(_seeds.All[0].Key)!;

    private async Task<ProgramCatalog> LoadAsync(CancellationToken cancellationToken)
    {
        var catalog = await ReadAsync(cancellationToken).ConfigureAwait(false);
        var missing = _seeds.All.Where(seed => catalog.ByKey(seed.Key) is null).ToList();
        foreach (var seed in missing)
        {
            await ProgramSeeds.PlantAsync(seed, _store, _time, cancellationToken).ConfigureAwait(false);
        }

        catalog = missing.Count == 0 ? catalog : await ReadAsync(cancellationToken).ConfigureAwait(false);
        if (!_hasDefaultGroups)
        {
            await ProgramSeeds.PlantDefaultGroupsAsync(catalog.All, _store, _time, cancellationToken).ConfigureAwait(false);
            _hasDefaultGroups = true;
        }

        return catalog;
    }

    private async Task<ProgramCatalog> ReadAsync(CancellationToken cancellationToken)
    {
        var oldestFirst = Query<AffiliateProgram>.All.Ascending(program => program.CreatedAt);
        return new ProgramCatalog(await _store.ListAsync(oldestFirst, cancellationToken).ConfigureAwait(false));
    }
}
