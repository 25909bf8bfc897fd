namespace Affiliate;

/// <summary>The fetchers that the host has, by provider. The one added last stands for its provider.</summary>
internal sealed class PaymentFetchers(IEnumerable<IPaymentFetcher> fetchers)
{
    private readonly Dictionary<string, IPaymentFetcher> _fetchers = fetchers
        .GroupBy(fetcher => fetcher.Provider, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => group.Last(), StringComparer.Ordinal);

    public IEnumerable<IPaymentFetcher> All => _fetchers.Values;

    /// <summary>Whether anything can be read at all.</summary>
    public bool CanRead => _fetchers.Values.Any(fetcher => fetcher.Endpoints.Count > 0);

    /// <summary>What reads for an endpoint; <see langword="null"/> when nothing does.</summary>
    public IPaymentFetcher? Find(string provider, string endpoint) =>
        _fetchers.GetValueOrDefault(provider) is { } fetcher && fetcher.Endpoints.Contains(endpoint) ? fetcher : null;
}
