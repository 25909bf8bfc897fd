using Affiliate.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Affiliate.EntityFramework.Tests;

/// <summary>The writers of one process take turns where the database takes one at a time (C8).</summary>
public class WriteGateTests
{
    [Fact]
    public async Task The_next_writer_starts_when_the_last_one_ends()
    {
        var gate = new WriteGate(hasOneWriter: true);
        await using var context = ContextOf("one.db");
        var first = await gate.EnterAsync(context, default);

        var second = gate.EnterAsync(context, default).AsTask();
        Assert.False(second.IsCompleted);
        first.Dispose();

        using var turn = await second;
    }

    [Fact]
    public async Task Writers_of_different_databases_do_not_wait_for_each_other()
    {
        var gate = new WriteGate(hasOneWriter: true);
        await using var one = ContextOf("one.db");
        await using var other = ContextOf("other.db");

        using var first = await gate.EnterAsync(one, default);
        using var second = await gate.EnterAsync(other, default);
    }

    [Fact]
    public async Task A_database_with_many_writers_makes_nobody_wait()
    {
        var gate = new WriteGate(hasOneWriter: false);
        await using var context = ContextOf("one.db");

        using var first = await gate.EnterAsync(context, default);
        using var second = await gate.EnterAsync(context, default);
    }

    [Fact]
    public async Task Who_gives_up_waiting_takes_no_turn()
    {
        var gate = new WriteGate(hasOneWriter: true);
        await using var context = ContextOf("one.db");
        using var cancellation = new CancellationTokenSource();
        var first = await gate.EnterAsync(context, default);

        var second = gate.EnterAsync(context, cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        first.Dispose();

        using var third = await gate.EnterAsync(context, default);
    }

    private static HostContext ContextOf(string file)
    {
        var options = new DbContextOptionsBuilder<HostContext>();
        options.UseSqliteFile(file);
        return new HostContext(options.Options);
    }
}
