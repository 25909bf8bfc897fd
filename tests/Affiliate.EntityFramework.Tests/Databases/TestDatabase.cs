using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Affiliate.EntityFramework.Tests;

/// <summary>A database with the tables of a context; disposing it takes it away.</summary>
internal sealed class TestDatabase<TContext>(Action<DbContextOptionsBuilder> use, Func<ValueTask> removeAsync) : IAsyncDisposable
    where TContext : DbContext
{
    /// <summary>Makes a context use this database. A part of what a query finds, in no order, is refused: Entity Framework warns of it.</summary>
    public void Use(DbContextOptionsBuilder options)
    {
        use(options);
        options.ConfigureWarnings(warnings => warnings.Throw(
            CoreEventId.RowLimitingOperationWithoutOrderByWarning, CoreEventId.FirstWithoutOrderByAndFilterWarning));
    }

    /// <summary>A context of its own.</summary>
    public TContext Open()
    {
        var options = new DbContextOptionsBuilder<TContext>();
        Use(options);
        return (TContext)Activator.CreateInstance(typeof(TContext), options.Options)!;
    }

    public ValueTask DisposeAsync() => removeAsync();
}
