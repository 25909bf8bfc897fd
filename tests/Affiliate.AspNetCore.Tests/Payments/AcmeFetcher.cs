using System.Collections.Concurrent;
using System.Text;

namespace Affiliate.AspNetCore.Tests;

/// <summary>A host's own way to read from its provider: what it knows is put into <see cref="Known"/>.</summary>
internal sealed class AcmeFetcher : IPaymentFetcher
{
    private const int PageSize = 2;

    /// <summary>The messages that the provider would have sent.</summary>
    public ConcurrentQueue<string> Known { get; } = new();

    /// <summary>What reading fails with.</summary>
    public PaymentFetchException? Fault { get; set; }

    public string Provider => "acme";

    public IReadOnlyCollection<string> Endpoints => [""];

    public Task<FetchedPage> ListAsync(FetchQuery query, CancellationToken cancellationToken)
    {
        if (Fault is { } fault)
        {
            throw fault;
        }

        var begin = query.Cursor is null ? 0 : int.Parse(query.Cursor, System.Globalization.CultureInfo.InvariantCulture);
        ReadOnlyMemory<byte>[] page = [.. Known.Skip(begin).Take(PageSize).Select(text => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(text))];
        var next = begin + page.Length < Known.Count ? FormattableString.Invariant($"{begin + page.Length}") : null;
        return Task.FromResult(new FetchedPage(page, next));
    }
}
