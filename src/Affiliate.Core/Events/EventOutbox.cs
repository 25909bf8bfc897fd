namespace Affiliate;

/// <summary>Writes events in the transaction of what they report, with the work of handing them out (I2).</summary>
internal sealed class EventOutbox(
    EventSubscriptions subscriptions, TimeProvider time, WebhookSubscriptions? webhooks = null)
{
    private const char SubjectSeparator = ':';

    /// <summary>Adds an event to a unit. Identifier and time are set when they are missing.</summary>
    public void Publish(IAffiliateUnit unit, AffiliateEvent affiliateEvent)
    {
        var (logged, work) = Prepare(affiliateEvent);
        unit.Add(logged);
        foreach (var item in work)
        {
            unit.Add(item);
        }
    }

    /// <summary>Makes the rows of an event, for whoever adds them otherwise than in a unit.</summary>
    public (LoggedEvent Logged, IReadOnlyList<WorkItem> Work) Prepare(AffiliateEvent affiliateEvent)
    {
        var now = time.GetUtcMilliseconds();
        var createdAt = affiliateEvent.CreatedAt == default ? now : affiliateEvent.CreatedAt.ToUtcMilliseconds();
        var id = affiliateEvent.Id == default ? AffiliateId.New<AffiliateEventId>(createdAt) : affiliateEvent.Id;
        var logged = new LoggedEvent
        {
            Id = id,
            ProgramId = affiliateEvent.ProgramId,
            Type = affiliateEvent.Type,
            PartnerId = affiliateEvent.AboutPartner,
            CustomerId = affiliateEvent.AboutCustomer,
            Payload = EventJson.Write(affiliateEvent),
            Actor = AffiliateActor.Current,
            Changes = affiliateEvent.Changes,
            CreatedAt = createdAt,
        };
        // What test mode does reaches no live subscriber (semantics 18); endpoints of the twin are test endpoints.
        IReadOnlyCollection<string> keys = affiliateEvent.ProgramId.IsTest() ? [] : subscriptions.KeysFor(affiliateEvent.GetType());
        var wantsWebhooks = webhooks?.MayWant(logged.ProgramId, logged.Type) == true;
        return (logged, keys.Count == 0 && !wantsWebhooks
            ? []
            : [.. keys.Select(key => WorkFor(id, key, now)), .. wantsWebhooks ? [WebhookFanout.ItemFor(id, now)] : Array.Empty<WorkItem>()]);
    }

    /// <summary>Whether anybody wants the clicks of a program as events of a type.</summary>
    public bool Wants<TEvent>(ProgramId program, string type) where TEvent : AffiliateEvent =>
        subscriptions.KeysFor(typeof(TEvent)).Count > 0 || webhooks?.MayWant(program, type) == true;

    /// <summary>Reads the subject that <see cref="Prepare"/> gave a work item.</summary>
    public static (AffiliateEventId Event, string SubscriberKey) ReadSubject(string subject)
    {
        var separator = subject.IndexOf(SubjectSeparator, StringComparison.Ordinal);
        return (AffiliateId.Parse<AffiliateEventId>(subject[..separator]), subject[(separator + 1)..]);
    }

    private static WorkItem WorkFor(AffiliateEventId id, string key, DateTimeOffset now) =>
        WorkItem.New(WorkKind.Handler, $"{id}{SubjectSeparator}{key}", now);
}
