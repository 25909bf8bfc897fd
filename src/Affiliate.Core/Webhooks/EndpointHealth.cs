using Microsoft.Extensions.Logging;

namespace Affiliate;

/// <summary>Notes when an endpoint began to fail, and switches off those that are gone or failed for five days.</summary>
internal sealed class EndpointHealth(
    IAffiliateStore store, EventOutbox outbox, WebhookSubscriptions subscriptions, TimeProvider time,
    ILogger<EndpointHealth> logger)
{
    public const string Gone = "gone";
    public const string Failing = "failing";

    private const int MostReruns = 5;

    private static readonly TimeSpan Patience = TimeSpan.FromDays(5);

    /// <summary>Notes what a group of attempts says of their endpoints; most say nothing new.</summary>
    public async Task NoteAsync(IEnumerable<SettledDelivery> group)
    {
        foreach (var ofOne in group.Where(settled => settled.Attempt is not null).GroupBy(settled => settled.Endpoint.Id))
        {
            var last = ofOne.Last();
            var isGone = ofOne.Any(settled => settled.Attempt!.IsGone);
            var isWell = ofOne.Any(settled => settled.Attempt!.Error is null);
            if (Next(last.Endpoint, isGone, isWell) is not null)
            {
                await NoteAsync(last.Endpoint.Id, isGone, isWell).ConfigureAwait(false);
            }
        }
    }

    private async Task NoteAsync(WebhookEndpointId id, bool isGone, bool isWell)
    {
        for (var rerun = 0; rerun < MostReruns; rerun++)
        {
            try
            {
                await store.ExecuteAsync(
                    async (unit, token) =>
                    {
                        var endpoint = await unit.FindAsync(WebhookEndpoint.ById(id), token).ConfigureAwait(false);
                        if (endpoint is not null && Next(endpoint, isGone, isWell) is { } next)
                        {
                            Save(unit, endpoint, next);
                        }

                        return true;
                    },
                    CancellationToken.None).ConfigureAwait(false);
                return;
            }
            catch (StoreConflictException)
            {
                // Somebody changed the endpoint at this moment; look at what it is now.
            }
        }
    }

    private void Save(IAffiliateUnit unit, WebhookEndpoint endpoint, WebhookEndpoint next)
    {
        unit.Save(next);
        if (endpoint.IsActive && !next.IsActive)
        {
            Log.EndpointDisabled(logger, next.Id, next.DisabledReason!);
            outbox.Publish(unit, EndpointChanged.Of(next, EndpointAction.Disabled, endpoint));
            subscriptions.Forget();
        }
    }

    /// <summary>The endpoint as it is after an attempt; <see langword="null"/> when it stays as it is.</summary>
    private WebhookEndpoint? Next(WebhookEndpoint endpoint, bool isGone, bool isWell)
    {
        var now = time.GetUtcMilliseconds();
        return !endpoint.IsActive ? null
            : isGone ? endpoint with { IsActive = false, DisabledReason = Gone }
            : isWell ? endpoint.FailingSince is null ? null : endpoint with { FailingSince = null }
            : endpoint.FailingSince is not { } since ? endpoint with { FailingSince = now }
            : now - since >= Patience ? endpoint with { IsActive = false, DisabledReason = Failing }
            : null;
    }
}
