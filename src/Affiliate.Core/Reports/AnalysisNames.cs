namespace Affiliate;

/// <summary>Looks up what people call the rows of an <see cref="Analysis"/>.</summary>
internal sealed class AnalysisNames(IAffiliateStore store)
{
    private const int BatchSize = 500;

    public async Task<IReadOnlyList<AnalysisRow>> NameAsync(
        AnalyticsGroup group, IReadOnlyList<AnalysisRow> rows, CancellationToken ct)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var batch in rows.Select(row => row.Key).OfType<string>().Chunk(BatchSize))
        {
            foreach (var (key, name) in await ReadAsync(group, batch, ct).ConfigureAwait(false))
            {
                names[key] = name;
            }
        }

        return names.Count == 0 ? rows : [.. rows.Select(row => row.Key is { } key && names.TryGetValue(key, out var name)
            ? row with { Key = group == AnalyticsGroup.Slug ? name : key, Name = name }
            : row)];
    }

    private async Task<IEnumerable<(string Key, string Name)>> ReadAsync(AnalyticsGroup group, string[] keys, CancellationToken ct) =>
        group switch
        {
            AnalyticsGroup.Partner => (await store.ListAsync(
                Query<Partner>.All.In(p => p.Id, Ids<PartnerId>(keys)).Only(p => p.Id, p => p.Slug), ct).ConfigureAwait(false))
                .Select(partner => (partner.Id.ToString(), partner.Slug)),
            AnalyticsGroup.Link or AnalyticsGroup.Slug => (await store.ListAsync(
                Query<Link>.All.In(l => l.Id, Ids<LinkId>(keys)).Only(l => l.Id, l => l.Slug), ct).ConfigureAwait(false))
                .Select(link => (link.Id.ToString(), link.Slug)),
            AnalyticsGroup.Campaign => (await store.ListAsync(
                Query<Campaign>.All.In(c => c.Id, Ids<CampaignId>(keys)).Only(c => c.Id, c => c.Name), ct).ConfigureAwait(false))
                .Select(campaign => (campaign.Id.ToString(), campaign.Name)),
            _ => [],
        };

    private static IEnumerable<TId> Ids<TId>(string[] keys) where TId : struct, IAffiliateId<TId>
    {
        foreach (var key in keys)
        {
            if (AffiliateId.TryParse<TId>(key, out var id))
            {
                yield return id;
            }
        }
    }
}
