using Affiliate.Conformance;

namespace Affiliate.Core.Tests;

/// <summary>The in-memory store lives in one process, so all its instances are the same one.</summary>
internal sealed class InMemoryHarness(TimeProvider timeProvider) : IStoreHarness
{
    private readonly InMemoryAffiliateStore _store = new(timeProvider);

    public IAffiliateStore CreateStore() => _store;

    public ValueTask DisposeAsync()
    {
        _store.Dispose();
        return ValueTask.CompletedTask;
    }

    public static Task<IStoreHarness> CreateAsync(TimeProvider timeProvider) =>
        Task.FromResult<IStoreHarness>(new InMemoryHarness(timeProvider));
}
