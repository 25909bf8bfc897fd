using Microsoft.Extensions.Options;

namespace Affiliate;

/// <summary>Applies messages that were stored because applying them failed.</summary>
internal sealed class InboxWork(
    IAffiliateStore store, MessageCompletion completion, UnitRunner units, PaymentFacts facts, EventOutbox outbox,
    TimeProvider time, IOptions<AffiliateOptions> options)
    : IWorkHandler
{
    public WorkKind Kind => WorkKind.Inbox;

    public static WorkItem ItemFor(InboxEntry entry) =>
        WorkItem.New(WorkKind.Inbox, entry.Id.ToString(), entry.ReceivedAt);

    public async Task<WorkResult> RunAsync(WorkItem item, CancellationToken ct)
    {
        var entry = await store.FindAsync(InboxEntry.ById(AffiliateId.Parse<InboxEntryId>(item.Subject)), ct)
            .ConfigureAwait(false);
        if (entry is not { State: InboxState.Received or InboxState.Failed or InboxState.Quarantined })
        {
            return WorkResult.Done;
        }

        try
        {
            return await ApplyAsync(entry, item.Tries, ct).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException
            && item.Tries >= options.Value.MaxAttempts && entry.State != InboxState.Failed)
        {
            await SaveAsync(entry with { State = InboxState.Failed }, ct).ConfigureAwait(false);
            throw;
        }
    }

    private async Task<WorkResult> ApplyAsync(InboxEntry entry, int tries, CancellationToken ct)
    {
        var reading = await completion.ReadAsync(entry, tries, ct).ConfigureAwait(false);
        var prepared = await facts.PrepareAsync(reading.Facts, ct).ConfigureAwait(false);
        var ripeAt = entry.ReceivedAt + prepared.CandidateDelay;
        var isRipe = time.GetUtcMilliseconds() >= ripeAt;
        var read = isRipe
            ? entry with { State = StateOf(reading.Verdict, entry), Reason = reading.Reason, ProgramId = prepared.Program }
            : entry with { Reason = WebhookReason.Candidate, ProgramId = prepared.Program };
        await units.RunAsync(
            async (unit, token) =>
            {
                var doubt = await facts.ApplyAsync(unit, prepared, isRipe, token).ConfigureAwait(false);
                var applied = doubt is null ? read : read with { State = InboxState.Quarantined, Reason = doubt };
                unit.Save(BodyRetention.Trimmed(applied, options.Value.Retention, time.GetUtcNow()));
                outbox.Publish(unit, PaymentIntake.EventOf(prepared.Program, applied));
                return true;
            },
            ct).ConfigureAwait(false);
        return isRipe ? WorkResult.Done : WorkResult.RescheduleAt(ripeAt);
    }

    /// <summary>A message that can no longer be read, say because its endpoint is gone, waits for whoever brings it back.</summary>
    private static InboxState StateOf(WebhookVerdict verdict, InboxEntry entry) => verdict switch
    {
        WebhookVerdict.Accepted => InboxState.Applied,
        WebhookVerdict.Ignored => InboxState.Ignored,
        WebhookVerdict.Quarantined => InboxState.Quarantined,
        _ => throw new AffiliateConfigurationException(
            $"The stored message {entry.Id} cannot be read: the endpoint '{entry.Endpoint}' of the provider "
            + $"'{entry.Provider}' is no longer set up."),
    };

    private Task<bool> SaveAsync(InboxEntry entry, CancellationToken ct) => units.RunAsync(
        (unit, _) =>
        {
            unit.Save(entry);
            return Task.FromResult(true);
        },
        ct);
}
