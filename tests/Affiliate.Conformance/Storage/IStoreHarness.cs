namespace Affiliate.Conformance;

/// <summary>An empty database of the store under test; disposing it removes the database.</summary>
public interface IStoreHarness : IAsyncDisposable
{
    /// <summary>Makes a store over the database, as a further instance of an application would. Called several times.</summary>
    IAffiliateStore CreateStore();
}
