using System.Text.Json;
using System.Text.Json.Serialization;

namespace Affiliate;

/// <summary>Writes and reads the published payload of events (AH-37).</summary>
internal static class EventJson
{
    /// <summary>The payload as published: its own properties only, every one of them, also when null.</summary>
    public static string Write(AffiliateEvent affiliateEvent) =>
        JsonSerializer.Serialize(affiliateEvent, affiliateEvent.GetType(), EventJsonContext.Default);

    /// <summary>The event that a line of the log reports, as the record that <see cref="EventTypes.TypeOf"/> names.</summary>
    public static AffiliateEvent Read(LoggedEvent logged, Type eventType)
    {
        var payload = (AffiliateEvent)JsonSerializer.Deserialize(logged.Payload, eventType, EventJsonContext.Default)!;
        return payload with { Id = logged.Id, ProgramId = logged.ProgramId, CreatedAt = logged.CreatedAt };
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    Converters =
    [
        typeof(SnakeCaseEnumConverter<CapPeriod>),
        typeof(SnakeCaseEnumConverter<CapScope>),
        typeof(SnakeCaseEnumConverter<CommissionStatus>),
        typeof(SnakeCaseEnumConverter<DeviceType>),
        typeof(SnakeCaseEnumConverter<EndpointAction>),
        typeof(SnakeCaseEnumConverter<InboxState>),
        typeof(SnakeCaseEnumConverter<PaymentBackfillState>),
        typeof(SnakeCaseEnumConverter<PayoutStatus>),
        typeof(SnakeCaseEnumConverter<ReversalKind>),
        typeof(SnakeCaseEnumConverter<PayoutMethod>),
    ])]
[JsonSerializable(typeof(BackfillChanged))]
[JsonSerializable(typeof(ClickRecorded))]
[JsonSerializable(typeof(LinkClicked))]
[JsonSerializable(typeof(ClickCorrected))]
[JsonSerializable(typeof(LeadCreated))]
[JsonSerializable(typeof(ReferralCreated))]
[JsonSerializable(typeof(ReferralChanged))]
[JsonSerializable(typeof(SaleCreated))]
[JsonSerializable(typeof(CommissionCreated))]
[JsonSerializable(typeof(SaleReversed))]
[JsonSerializable(typeof(SaleFlagged))]
[JsonSerializable(typeof(SubscriptionEnded))]
[JsonSerializable(typeof(CustomerErased))]
[JsonSerializable(typeof(ConversionTested))]
[JsonSerializable(typeof(CapReached))]
[JsonSerializable(typeof(CommissionUpdated))]
[JsonSerializable(typeof(PayoutGenerated))]
[JsonSerializable(typeof(PayoutPaid))]
[JsonSerializable(typeof(PayoutCanceled))]
[JsonSerializable(typeof(PayoutReturned))]
[JsonSerializable(typeof(BalanceWrittenOff))]
[JsonSerializable(typeof(ReserveReleased))]
[JsonSerializable(typeof(PayoutBatchAnnounced))]
[JsonSerializable(typeof(PayoutBatchEnded))]
[JsonSerializable(typeof(ReversalParked))]
[JsonSerializable(typeof(ReversalDismissed))]
[JsonSerializable(typeof(PayoutAccountChanged))]
[JsonSerializable(typeof(PartnerCreated))]
[JsonSerializable(typeof(PartnerUpdated))]
[JsonSerializable(typeof(PartnerSignedIn))]
[JsonSerializable(typeof(PartnerSignedOut))]
[JsonSerializable(typeof(PartnerDeleted))]
[JsonSerializable(typeof(ProgramUpdated))]
[JsonSerializable(typeof(ApiKeyCreated))]
[JsonSerializable(typeof(ApiKeyRevoked))]
[JsonSerializable(typeof(ObjectChanged))]
[JsonSerializable(typeof(WebhookReceived))]
[JsonSerializable(typeof(EndpointChanged))]
internal sealed partial class EventJsonContext : JsonSerializerContext;
