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

        var answer = await TakeAsync(provider, request, reading, message, isNews: true, ct).ConfigureAwait(false);
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
            ? await TakeAsync(provider, new WebhookRequest(endpoint, body, static _ => []), reading, message, isNews: false, ct)
                .ConfigureAwait(false)
            : IntakeAnswer.Unstored(reading);
    }

    /// <summary>What a message read from the provider says, without taking it.</summary>
    public WebhookReading Read(string provider, string endpoint, ReadOnlyMemory<byte> body) =>
        _webhooks[provider].ReadStored(endpoint, body);

    private async Task<IntakeAnswer> TakeAsync(
        string provider, WebhookRequest request, WebhookReading reading, WebhookMessage message, bool isNews, CancellationToken ct)
    {
        var entry = InboxEntry.Of(provider, request, reading, message, time.GetUtcMilliseconds());
        if (reading.Lacks is { } lacking && fetchers.Find(provider, request.Endpoint) is not null)
        {
            return await StoreAsync(entry with { Reason = lacking }, ct).ConfigureAwait(false);
        }

        if (reading is { Lacks: not null, Verdict: WebhookVerdict.Ignored } && watch.IsFirst(provider, message.Type))
        {
            Log.PaymentMessageUseless(logger, provider, message.Type);
        }

        try
        {
            return await ApplyAsync(entry, reading, isNews, ct).ConfigureAwait(false);
        }
        catch (UnknownProgramException exception)
        {
            Log.PaymentMessageNotApplied(logger, provider, message.EventId, exception);
            var quarantined = WebhookReading.Quarantined(WebhookReason.UnknownProgram, message);
            entry = InboxEntry.Of(provider, request, quarantined, message, time.GetUtcMilliseconds());
            return await ApplyAsync(entry, quarantined, isNews, ct).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Log.PaymentMessageNotApplied(logger, provider, message.EventId, exception);
            return await StoreAsync(entry with { Reason = ApplyFailed }, ct).ConfigureAwait(false);
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

    // What is most likely told for the first time is applied at once, and looked for only when it turns out to be known.
    private async Task<IntakeAnswer> ApplyAsync(
        InboxEntry entry, WebhookReading reading, bool isNews, CancellationToken ct)
    {
        var prepared = await facts.PrepareAsync(reading.Facts, ct).ConfigureAwait(false);
        return await units.RunAsync(
            isNews ? (unit, token) => ApplyAsync(unit, entry, EarlierTellings.None, prepared, token) : null,
            async (unit, token) =>
            {
                var earlier = await EarlierTellings.FindAsync(unit, entry, token).ConfigureAwait(false);
                WarnOfChange(entry, earlier.Same);
                return await ApplyAsync(unit, entry, earlier, prepared, token).ConfigureAwait(false);
            },
            ct).ConfigureAwait(false);
    }

    private async Task<IntakeAnswer> ApplyAsync(
        IAffiliateUnit unit, InboxEntry entry, EarlierTellings earlier, PreparedFacts prepared, CancellationToken ct)
    {
        if (earlier.Answer(entry) is { } known)
        {
            return known;
        }

        var read = Waiting(entry, prepared) with { ProgramId = prepared.Program };
        if (earlier.IsApplied && entry.State == InboxState.Applied)
        {
            read = read with { State = InboxState.Ignored, Reason = WebhookReason.Repeated };
        }
        else if (await facts.ApplyAsync(unit, prepared, isRipe: false, ct).ConfigureAwait(false) is { } doubt)
        {
            read = read with { State = InboxState.Quarantined, Reason = doubt };
        }

        var kept = earlier.Keep(unit, read);
        if (kept.State == InboxState.Received)
        {
            unit.Add(InboxWork.ItemFor(kept) with { DueAt = kept.ReceivedAt + prepared.CandidateDelay });
        }

        outbox.Publish(unit, EventOf(prepared.Program, kept));
        return IntakeAnswer.Stored(kept);
    }

    /// <summary>Keeps the message alone, for the worker to apply later.</summary>
    private async Task<IntakeAnswer> StoreAsync(InboxEntry entry, CancellationToken ct)
    {
        var program = await facts.PrepareAsync([], ct).ConfigureAwait(false);
        return await units.RunAsync(
            async (unit, token) =>
            {
                var waiting = entry with { State = InboxState.Received, ProgramId = program.Program };
                var earlier = await EarlierTellings.FindAsync(unit, entry, token).ConfigureAwait(false);
                WarnOfChange(entry, earlier.Same);
                if (earlier.Answer(waiting) is { } known)
                {
                    return known;
                }

                var kept = earlier.Keep(unit, waiting);
                unit.Add(InboxWork.ItemFor(kept));
                outbox.Publish(unit, EventOf(program.Program, kept));
                return new IntakeAnswer(IntakeResult.Received);
            },
            ct).ConfigureAwait(false);
    }

    private void WarnOfChange(InboxEntry entry, InboxEntry? known)
    {
        if (known is { State: not InboxState.Ignored, Body: { } body } && !body.AsSpan().SequenceEqual(entry.Body))
        {
            Log.PaymentMessageChanged(logger, entry.Provider, entry.ProviderEventId);
        }
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
