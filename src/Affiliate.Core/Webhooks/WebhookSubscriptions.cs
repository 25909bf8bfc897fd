namespace Affiliate;

/// <summary>Which programs have endpoints that want which events, from a copy that is at most ten seconds old (C10).</summary>
internal sealed class WebhookSubscriptions
{
    private readonly Cached<IReadOnlyList<WebhookEndpoint>> _active;

    public WebhookSubscriptions(IAffiliateStore store, TimeProvider time) =>
        _active = new Cached<IReadOnlyList<WebhookEndpoint>>(
            async token => await store
                .ListAsync(Query<WebhookEndpoint>.All.Equal(endpoint => endpoint.IsActive, true), token)
                .ConfigureAwait(false),
            time);

    /// <summary>Makes the copy fresh before a unit that may publish events.</summary>
    public async ValueTask RefreshAsync(CancellationToken cancellationToken)
    {
        try
        {
            _ = await _active.GetAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Then nobody knows, and events are noted as if somebody wanted them.
        }
    }

    /// <summary>Whether an endpoint may want an event; the fan-out looks again.</summary>
    public bool MayWant(ProgramId program, string type)
    {
        if (!_active.TryGet(out var endpoints))
        {
            return true;
        }

        for (var i = 0; i < endpoints.Count; i++)
        {
            if (endpoints[i].ProgramId == program && endpoints[i].Wants(type))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Reads again at the next unit; for whoever changes an endpoint.</summary>
    public void Forget() => _active.Forget();
}
