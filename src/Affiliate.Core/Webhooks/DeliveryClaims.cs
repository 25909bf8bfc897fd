namespace Affiliate;

/// <summary>Takes due deliveries of one endpoint: saving a row at the version that was read is what takes it (C3).</summary>
internal sealed class DeliveryClaims(IAffiliateStore store, TimeProvider time)
{
    /// <summary>How long a claim lasts: after a crash the delivery is sent again by then (I4).</summary>
    public static TimeSpan Lease { get; } = TimeSpan.FromSeconds(60);

    /// <summary>How long after its claim a delivery may still be begun: sending ends before the lease does.</summary>
    public static TimeSpan StartLimit { get; } = TimeSpan.FromSeconds(30);

    /// <summary>The endpoints that something is due for.</summary>
    public async Task<IReadOnlyList<WebhookEndpointId>> FindEndpointsAsync(CancellationToken cancellationToken)
    {
        var due = Query<WebhookDelivery>.All.AtMost(delivery => delivery.DueAt, time.GetUtcMilliseconds());
        var rows = await store.SumAsync(due.GroupBy(delivery => delivery.EndpointId), cancellationToken)
            .ConfigureAwait(false);
        return [.. rows.Select(row => (WebhookEndpointId)row.Group[0]!)];
    }

    /// <summary>When the next delivery that is not due yet will be; also the end of a lease counts.</summary>
    public async Task<DateTimeOffset?> FindNextAsync(CancellationToken cancellationToken)
    {
        var later = Query<WebhookDelivery>.All
            .Above(delivery => delivery.DueAt, time.GetUtcMilliseconds())
            .Ascending(delivery => delivery.DueAt);
        return (await store.FindAsync(later, cancellationToken).ConfigureAwait(false))?.DueAt;
    }

    /// <summary>Takes the deliveries that have been due longest.</summary>
    /// <returns>The endpoint and what was taken, as saved; nothing when another instance was first with one of them.</returns>
    public async Task<DeliveryClaim?> ClaimAsync(WebhookEndpointId id, int most, CancellationToken cancellationToken)
    {
        try
        {
            return await store
                .ExecuteAsync((unit, token) => ClaimAsync(unit, id, most, token), cancellationToken)
                .ConfigureAwait(false);
        }
        catch (StoreConflictException)
        {
            return null;
        }
    }

    private async Task<DeliveryClaim> ClaimAsync(
        IAffiliateUnit unit, WebhookEndpointId id, int most, CancellationToken cancellationToken)
    {
        var now = time.GetUtcMilliseconds();
        var endpoint = await unit.FindAsync(WebhookEndpoint.ById(id), cancellationToken).ConfigureAwait(false);
        var due = await unit.ListAsync(
            Query<WebhookDelivery>.All
                .Equal(delivery => delivery.EndpointId, id)
                .AtMost(delivery => delivery.DueAt, now)
                .Ascending(delivery => delivery.DueAt)
                .Take(most),
            cancellationToken).ConfigureAwait(false);
        if (endpoint is not { IsActive: true })
        {
            foreach (var delivery in due)
            {
                unit.Save(Canceled(delivery, endpoint is null ? DeliveryErrors.Deleted : DeliveryErrors.Disabled));
            }

            return new DeliveryClaim(null, [], due.Count);
        }

        var taken = new List<WebhookDelivery>(due.Count);
        foreach (var delivery in due)
        {
            unit.Save(delivery with { DueAt = now + Lease });
            taken.Add(delivery with { Version = delivery.Version + 1 });
        }

        return new DeliveryClaim(endpoint, taken, due.Count);
    }

    public static WebhookDelivery Canceled(WebhookDelivery delivery, string reason) =>
        delivery with { State = DeliveryState.Canceled, DueAt = null, Error = reason };
}

/// <summary>What was taken of one endpoint.</summary>
/// <param name="Endpoint">The endpoint; <see langword="null"/> when it gets nothing any more.</param>
/// <param name="Deliveries">The deliveries, at the version they have now and with the time at which they were due.</param>
/// <param name="Found">How many were due, of those asked for.</param>
internal sealed record DeliveryClaim(WebhookEndpoint? Endpoint, IReadOnlyList<WebhookDelivery> Deliveries, int Found);
