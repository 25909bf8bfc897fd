namespace Affiliate;

/// <summary>All programs as they were at one moment.</summary>
internal sealed class ProgramCatalog
{
    private readonly Dictionary<ProgramId, AffiliateProgram> _byId = [];
    private readonly Dictionary<string, AffiliateProgram> _byKey = new(StringComparer.Ordinal);
    private readonly Dictionary<string, AffiliateProgram> _byHost = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, AffiliateProgram>.AlternateLookup<ReadOnlySpan<char>> _bySpan;

    /// <param name="programs">The programs, oldest first: of two that allow the same host the older one gets it.</param>
    public ProgramCatalog(IEnumerable<AffiliateProgram> programs)
    {
        foreach (var program in programs)
        {
            _byId[program.Id] = program;
            _byKey[program.Key] = program;
            foreach (var host in program.AllowedHosts.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                _byHost.TryAdd(host, program);
            }
        }

        _bySpan = _byHost.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public IReadOnlyCollection<AffiliateProgram> All => _byId.Values;

    public AffiliateProgram? ById(ProgramId id) => _byId.GetValueOrDefault(id);

    public AffiliateProgram? ByKey(string key) => _byKey.GetValueOrDefault(key);

    public AffiliateProgram? ByIdOrKey(string idOrKey) =>
        AffiliateId.TryParse<ProgramId>(idOrKey, out var id) && ById(id) is { } program ? program : ByKey(idOrKey);

    /// <summary>The program that allows a host, first as given, then without its port.</summary>
    public AffiliateProgram? ByHost(string host)
    {
        if (_byHost.Count == 0 || _byHost.TryGetValue(host, out var program))
        {
            return _byHost.GetValueOrDefault(host);
        }

        var port = host.LastIndexOf(':');
        return port > 0 && _bySpan.TryGetValue(host.AsSpan(0, port), out program) ? program : null;
    }
}
