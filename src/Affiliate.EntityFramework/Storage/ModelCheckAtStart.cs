using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Affiliate.EntityFramework;

/// <summary>Fails the start of a host whose context cannot keep the affiliate program, before anything else begins.</summary>
internal sealed class ModelCheckAtStart<TContext>(IServiceScopeFactory scopes, IAffiliateStore store) : IHostedLifecycleService
    where TContext : DbContext
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        // The host may have chosen another store, or another context, after this one.
        if (store is not EfAffiliateStore<TContext>)
        {
            return;
        }

        var scope = scopes.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            var context = scope.ServiceProvider.GetService<TContext>() ?? throw new AffiliateConfigurationException(
                $"{typeof(TContext).Name} is no service. Add this line, with your database:"
                + $" builder.Services.AddDbContext<{typeof(TContext).Name}>(options => …);");
            StoreModel.Of(context);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
