namespace Affiliate;

/// <summary>Reads stored messages again, and looks up what they lack where there is something to look it up with.</summary>
internal sealed class MessageCompletion(PaymentIntake intake, PaymentFetchers fetchers)
{
    /// <summary>How often a look-up is tried before a message that makes sense without it is applied as it is.</summary>
    private const int MostLookUps = 4;

    /// <summary>What a stored message says with today's code.</summary>
    /// <param name="entry">The message.</param>
    /// <param name="tries">The number of this try.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<WebhookReading> ReadAsync(InboxEntry entry, int tries, CancellationToken ct)
    {
        var reading = intake.ReadStored(entry);
        if (reading.Lacks is null || fetchers.Find(entry.Provider, entry.Endpoint) is not { } fetcher
            || (reading.Verdict == WebhookVerdict.Accepted && tries > MostLookUps))
        {
            return reading;
        }

        var complete = await fetcher.CompleteAsync(entry.Endpoint, entry.Body, ct).ConfigureAwait(false);
        return complete is { } body ? intake.Read(entry.Provider, entry.Endpoint, body) : reading;
    }
}
