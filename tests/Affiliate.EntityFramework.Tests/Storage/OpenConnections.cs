using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Affiliate.EntityFramework.Tests;

/// <summary>Counts the connections that are open.</summary>
internal sealed class OpenConnections : DbConnectionInterceptor
{
    private readonly ConcurrentDictionary<DbConnection, bool> _open = new(ReferenceEqualityComparer.Instance);

    public int Count => _open.Count;

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => _open[connection] = true;

    public override Task ConnectionOpenedAsync(
        DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        _open[connection] = true;
        return Task.CompletedTask;
    }

    public override void ConnectionClosed(DbConnection connection, ConnectionEndEventData eventData) => _open.TryRemove(connection, out _);

    public override Task ConnectionClosedAsync(DbConnection connection, ConnectionEndEventData eventData)
    {
        _open.TryRemove(connection, out _);
        return Task.CompletedTask;
    }

    public override void ConnectionDisposed(DbConnection connection, ConnectionEndEventData eventData) => _open.TryRemove(connection, out _);

    public override Task ConnectionDisposedAsync(DbConnection connection, ConnectionEndEventData eventData)
    {
        _open.TryRemove(connection, out _);
        return Task.CompletedTask;
    }
}
