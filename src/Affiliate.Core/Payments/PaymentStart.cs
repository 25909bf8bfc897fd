using Microsoft.Extensions.Hosting;

namespace Affiliate;

/// <summary>Stops the start when a provider's settings name a program that does not exist, and begins to report what waits.</summary>
internal sealed class PaymentStart(IEnumerable<IPaymentWebhook> webhooks, ProgramDirectory programs, PaymentBacklog backlog) : IHostedService
{
    /// <summary>Kept, because who only listens to instruments never asks for it.</summary>
    public PaymentBacklog Backlog { get; } = backlog;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var (provider, name) in webhooks.SelectMany(w => w.Programs.Select(name => (w.Provider, name))).Distinct())
        {
            if (await IsMissingAsync(name, cancellationToken).ConfigureAwait(false))
            {
                throw new AffiliateConfigurationException(
                    $"The settings of the payment provider '{provider}' name the program '{name}', which does not exist. Add "
                    + "it with AddProgram, or correct the name.");
            }
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>With the store away nothing is known, and the host starts all the same (I16): messages then say so.</summary>
    private async Task<bool> IsMissingAsync(string name, CancellationToken ct)
    {
        try
        {
            return await programs.FindAsync(name, host: null, ct).ConfigureAwait(false) is null;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return false;
        }
    }
}
