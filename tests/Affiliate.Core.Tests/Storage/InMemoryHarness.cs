using Affiliate.Conformance;

namespace Affiliate.Core.Tests;

/// <summary>The in-memory store lives in one process, so all its instances are the same one.</summary>
/// <param name="timeProvider">The clock.</param>
/// <param name="runsTwice">Whether every unit runs twice, the first time in vain.</param>
internal sealed class InMemoryHarness(TimeProvider timeProvider, bool runsTwice) : IStoreHarness
{
    private readonly InMemoryAffiliateStore _store = new(timeProvider);

    public IAffiliateStore CreateStore() => runsTwice ? new RerunningStore(_store) : _store;

    public ValueTask DisposeAsync()
    {
        _store.Dispose();
        return ValueTask.CompletedTask;
    }

    public static Task<IStoreHarness> CreateAsync(TimeProvider timeProvider, bool runsTwice = false) =>
        Task.FromResult<IStoreHarness>(new InMemoryHarness(timeProvider, runsTwice));
}
