using Microsoft.Extensions.Logging;

namespace Affiliate;

/// <summary>Takes providers' messages: verified, stored and applied in one transaction (semantics 17).</summary>
internal sealed class PaymentIntake(
    IEnumerable<IPaymentWebhook> webhooks, PaymentFetchers fetchers, UnitRunner units, PaymentFacts facts, PaymentInbox inbox,
    EventOutbox outbox, DeliveryWatch watch, TimeProvider time, ILogger<PaymentIntake> logger)
{
    private const string ApplyFailed = "apply-failed";

    private readonly Dictionary<string, IPaymentWebhook> _webhooks =
        webhooks.ToDictionary(webhook => webhook.Provider, StringComparer.Ordinal);

    /// <summary>Whether an adapter for the provider is registered.</summary>
    public bool Knows(string provider) => _webhooks.ContainsKey(provider);

    /// <summary>Whether the provider's endpoint has a secret.</summary>
    public bool IsConfigured(string provider, string endpoint) => _webhooks[provider].IsConfigured(endpoint);

    public async Task<IntakeAnswer> ReceiveAsync(string provider, WebhookRequest request, CancellationToken ct)
    {
        if (!_webhooks.TryGetValue(provider, out var webhook))
        {
            return new IntakeAnswer(IntakeResult.UnknownProvider);
        }

        var reading = webhook.Read(request, time.GetUtcMilliseconds());
        var answer = await KeepAsync(provider, request, reading, ct).ConfigureAwait(false);
        watch.Note(provider, answer, reading.Message?.Type, webhook.SignedAt(request));
        return answer;
    }

    /// <summary>Takes a message that came another way, which the host trusts instead of a signature.</summary>
    public Task<IntakeAnswer> TakeTrustedAsync(string provider, string endpoint, ReadOnlyMemory<byte> message, CancellationToken ct)
    {
        var body = _webhooks[provider].ParseTrusted(message);
        return KeepAsync(provider, new WebhookRequest(endpoint, body, static _ => []), Read(provider, endpoint, body), ct);
    }

    private async Task<IntakeAnswer> KeepAsync(string provider, WebhookRequest request, WebhookReading reading, CancellationToken ct)
    {
        if (reading.Message is not { } message)
        {
            return IntakeAnswer.Unstored(reading);
        }

        var answer = await TakeAsync(provider, request, reading, message, ct).ConfigureAwait(false);
        if (answer.Known is { State: InboxState.Failed } failed)
        {
            // The provider tries again by itself or by a person's hand, so somebody thinks that it can go well now.
            await inbox.RerunAsync(failed.Id, ct).ConfigureAwait(false);
        }

        return answer;
    }

    /// <summary>Takes a message that was read from the provider: like one it sent, but what has no effect is not kept.</summary>
    public async Task<IntakeAnswer> TakeAsync(
        string provider, string endpoint, ReadOnlyMemory<byte> body, CancellationToken ct)
    {
        var reading = _webhooks[provider].ReadStored(endpoint, body);
        return reading is { Message: { } message, Verdict: WebhookVerdict.Accepted or WebhookVerdict.Quarantined }
            ? await TakeAsync(provider, new WebhookRequest(endpoint, body, static _ => []), reading, message, ct)
                .ConfigureAwait(false)
            : IntakeAnswer.Unstored(reading);
    }

    /// <summary>What a message read from the provider says, without taking it.</summary>
    public WebhookReading Read(string provider, string endpoint, ReadOnlyMemory<byte> body) =>
        _webhooks[provider].ReadStored(endpoint, body);

    private async Task<IntakeAnswer> TakeAsync(
        string provider, WebhookRequest request, WebhookReading reading, WebhookMessage message, CancellationToken ct)
    {
        var entry = InboxEntry.Of(provider, request, reading, message, time.GetUtcMilliseconds());
        if (reading.Lacks is { } lacking && fetchers.Find(provider, request.Endpoint) is not null)
        {
            return await StoreAsync(entry with { Reason = lacking }, message, ct).ConfigureAwait(false);
        }

        if (reading is { Lacks: not null, Verdict: WebhookVerdict.Ignored } && watch.IsFirst(provider, message.Type))
        {
            Log.PaymentMessageUseless(logger, provider, message.Type);
        }

        try
        {
            return await ApplyAsync(entry, message, reading, ct).ConfigureAwait(false);
        }
        catch (UnknownProgramException exception)
        {
            Log.PaymentMessageNotApplied(logger, provider, message.EventId, exception);
            var quarantined = WebhookReading.Quarantined(WebhookReason.UnknownProgram, message);
            return await ApplyAsync(InboxEntry.Of(provider, request, quarantined, message, time.GetUtcMilliseconds()), message, quarantined, ct)
                .ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Log.PaymentMessageNotApplied(logger, provider, message.EventId, exception);
            return await StoreAsync(entry with { Reason = ApplyFailed }, message, ct).ConfigureAwait(false);
        }
    }

    /// <summary>The stored message, read again with today's code.</summary>
    public WebhookReading ReadStored(InboxEntry entry)
    {
        if (entry.Provider == HostPayments.Provider)
        {
            return HostPayments.Read(entry);
        }

        return _webhooks.TryGetValue(entry.Provider, out var webhook)
            ? webhook.ReadStored(entry.Endpoint, entry.Body)
            : throw new AffiliateConfigurationException(
                $"No adapter for the provider '{entry.Provider}' of a stored message is registered any more.");
    }

    private static InboxEntry Waiting(InboxEntry entry, PreparedFacts prepared) =>
        prepared.CandidateDelay > TimeSpan.Zero
            ? entry with { State = InboxState.Received, Reason = WebhookReason.Candidate }
            : entry;

    private async Task<IntakeAnswer> ApplyAsync(
        InboxEntry entry, WebhookMessage message, WebhookReading reading, CancellationToken ct)
    {
        var prepared = await facts.PrepareAsync(reading.Facts, ct).ConfigureAwait(false);
        return await units.RunAsync(
            async (unit, token) =>
            {
                var known = await KnownAsync(unit, entry, message, token).ConfigureAwait(false);
                if (known is not null && !Supersedes(entry, known))
                {
                    return new IntakeAnswer(IntakeResult.Duplicate) { Known = known };
                }

                var read = Waiting(entry, prepared) with { ProgramId = prepared.Program };
                var isRepeated = await IsRepeatedAsync(unit, entry, token).ConfigureAwait(false);
                if (isRepeated)
                {
                    read = read with { State = InboxState.Ignored, Reason = WebhookReason.Repeated };
                }
                else if (await facts.ApplyAsync(unit, prepared, isRipe: false, token).ConfigureAwait(false) is { } doubt)
                {
                    read = read with { State = InboxState.Quarantined, Reason = doubt };
                }

                var kept = Keep(unit, read, known);
                if (kept.State == InboxState.Received)
                {
                    unit.Add(InboxWork.ItemFor(kept) with { DueAt = kept.ReceivedAt + prepared.CandidateDelay });
                }

                outbox.Publish(unit, EventOf(prepared.Program, kept));
                return IntakeAnswer.Stored(kept);
            },
            ct).ConfigureAwait(false);
    }

    /// <summary>Keeps the message alone, for the worker to apply later.</summary>
    private async Task<IntakeAnswer> StoreAsync(InboxEntry entry, WebhookMessage message, CancellationToken ct)
    {
        var program = await facts.PrepareAsync([], ct).ConfigureAwait(false);
        return await units.RunAsync(
            async (unit, token) =>
            {
                var known = await KnownAsync(unit, entry, message, token).ConfigureAwait(false);
                var waiting = entry with { State = InboxState.Received };
                if (known is not null && !Supersedes(waiting, known))
                {
                    return new IntakeAnswer(IntakeResult.Duplicate) { Known = known };
                }

                var kept = Keep(unit, waiting with { ProgramId = program.Program }, known);
                unit.Add(InboxWork.ItemFor(kept));
                outbox.Publish(unit, EventOf(program.Program, kept));
                return new IntakeAnswer(IntakeResult.Received);
            },
            ct).ConfigureAwait(false);
    }

    /// <summary>Whether the same change was told and applied under another event id. Two at once are both applied, which counts once.</summary>
    private static async Task<bool> IsRepeatedAsync(IAffiliateUnit unit, InboxEntry entry, CancellationToken ct)
    {
        // By the content alone, which few share: asked for the state too, a database may look through all that were applied.
        return entry is { ContentLookup: { } content, State: InboxState.Applied }
            && (await unit.ListAsync(Query<InboxEntry>.All.Equal(e => e.ContentLookup, content), ct).ConfigureAwait(false))
                .Any(told => told.State == InboxState.Applied && told.Lookup != entry.Lookup);
    }

    /// <summary>Whether a message tells what its first telling had no effect of: the full twin of a thin one, for example.</summary>
    private static bool Supersedes(InboxEntry entry, InboxEntry known) =>
        known.State == InboxState.Ignored && entry.State != InboxState.Ignored;

    private static InboxEntry Keep(IAffiliateUnit unit, InboxEntry entry, InboxEntry? known)
    {
        if (known is null)
        {
            unit.Add(entry);
            return entry;
        }

        var kept = entry with { Id = known.Id, Version = known.Version };
        unit.Save(kept);
        return kept;
    }

    private async Task<InboxEntry?> KnownAsync(
        IAffiliateUnit unit, InboxEntry entry, WebhookMessage message, CancellationToken ct)
    {
        var known = await unit.FindAsync(
            InboxEntry.ByEvent(entry.Provider, message.Scope, message.EventId), ct).ConfigureAwait(false);
        if (known is { State: not InboxState.Ignored, Body: { } body } && !body.AsSpan().SequenceEqual(entry.Body))
        {
            Log.PaymentMessageChanged(logger, entry.Provider, message.EventId);
        }

        return known;
    }

    /// <summary>The line of the audit log that tells how far a message came.</summary>
    public static WebhookReceived EventOf(ProgramId program, InboxEntry entry) => new()
    {
        ProgramId = program,
        Provider = entry.Provider,
        ProviderEventId = entry.ProviderEventId,
        ProviderEventType = entry.EventType,
        Outcome = entry.State,
        Reason = entry.Reason,
    };
}
