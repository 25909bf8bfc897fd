using Microsoft.EntityFrameworkCore;

namespace Affiliate.EntityFramework.Tests;

/// <summary>A database with the tables of a context; disposing it takes it away.</summary>
internal sealed class TestDatabase<TContext>(Action<DbContextOptionsBuilder> use, Func<ValueTask> removeAsync) : IAsyncDisposable
    where TContext : DbContext
{
    /// <summary>Makes a context use this database.</summary>
    public void Use(DbContextOptionsBuilder options) => use(options);

    /// <summary>A context of its own.</summary>
    public TContext Open()
    {
        var options = new DbContextOptionsBuilder<TContext>();
        use(options);
        return (TContext)Activator.CreateInstance(typeof(TContext), options.Options)!;
    }

    public ValueTask DisposeAsync() => removeAsync();
}
