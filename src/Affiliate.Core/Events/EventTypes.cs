using System.Collections.Frozen;
using System.Text.Json;

namespace Affiliate;

/// <summary>The published names of the events (AH-36).</summary>
internal static class EventTypes
{
    public const string Click = "click";
    public const string LinkClicked = "link.clicked";
    public const string ClickCorrected = "click.corrected";
    public const string LeadCreated = "lead.created";
    public const string ReferralCreated = "referral.created";
    public const string ReferralChanged = "referral.changed";
    public const string SaleCreated = "sale.created";
    public const string CommissionCreated = "commission.created";
    public const string SaleReversed = "sale.reversed";
    public const string SaleFlagged = "sale.flagged";
    public const string SubscriptionEnded = "subscription.ended";
    public const string CustomerErased = "customer.erased";
    public const string ConversionTested = "conversion.tested";
    public const string CapReached = "cap.reached";
    public const string CommissionUpdated = "commission.updated";
    public const string PayoutGenerated = "payout.generated";
    public const string PayoutPaid = "payout.paid";
    public const string PayoutCanceled = "payout.canceled";
    public const string PayoutReturned = "payout.returned";
    public const string BalanceWrittenOff = "balance.written_off";
    public const string ReserveReleased = "reserve.released";
    public const string PayoutBatchAnnounced = "payout_batch.announced";
    public const string PayoutBatchCompleted = "payout_batch.completed";
    public const string PayoutBatchSkipped = "payout_batch.skipped";
    public const string ReversalParked = "reversal.parked";
    public const string ReversalDismissed = "reversal.dismissed";
    public const string PayoutAccountChanged = "payout_account.changed";
    public const string PartnerCreated = "partner.created";
    public const string PartnerUpdated = "partner.updated";
    public const string PartnerDeleted = "partner.deleted";
    public const string PartnerSignedIn = "partner.signed_in";
    public const string PartnerSignedOut = "partner.signed_out";
    public const string ProgramUpdated = "program.updated";
    public const string ApiKeyCreated = "apikey.created";
    public const string ApiKeyRevoked = "apikey.revoked";
    private const string WebhookPrefix = "webhook.";
    private const string EndpointPrefix = "endpoint.";
    private const string BackfillPrefix = "backfill.";

    private static readonly string[] ObjectActions = [".created", ".updated", ".deleted"];

    private static readonly FrozenDictionary<string, Type> TypesByName = new Dictionary<string, Type>
    {
        [Click] = typeof(ClickRecorded),
        [LinkClicked] = typeof(LinkClicked),
        [ClickCorrected] = typeof(ClickCorrected),
        [LeadCreated] = typeof(LeadCreated),
        [ReferralCreated] = typeof(ReferralCreated),
        [ReferralChanged] = typeof(ReferralChanged),
        [SaleCreated] = typeof(SaleCreated),
        [CommissionCreated] = typeof(CommissionCreated),
        [SaleReversed] = typeof(SaleReversed),
        [SaleFlagged] = typeof(SaleFlagged),
        [SubscriptionEnded] = typeof(SubscriptionEnded),
        [CustomerErased] = typeof(CustomerErased),
        [ConversionTested] = typeof(ConversionTested),
        [CapReached] = typeof(CapReached),
        [CommissionUpdated] = typeof(CommissionUpdated),
        [PayoutGenerated] = typeof(PayoutGenerated),
        [PayoutPaid] = typeof(PayoutPaid),
        [PayoutCanceled] = typeof(PayoutCanceled),
        [PayoutReturned] = typeof(PayoutReturned),
        [BalanceWrittenOff] = typeof(BalanceWrittenOff),
        [ReserveReleased] = typeof(ReserveReleased),
        [PayoutBatchAnnounced] = typeof(PayoutBatchAnnounced),
        [PayoutBatchCompleted] = typeof(PayoutBatchEnded),
        [PayoutBatchSkipped] = typeof(PayoutBatchEnded),
        [ReversalParked] = typeof(ReversalParked),
        [ReversalDismissed] = typeof(ReversalDismissed),
        [PayoutAccountChanged] = typeof(PayoutAccountChanged),
        [PartnerCreated] = typeof(PartnerCreated),
        [PartnerUpdated] = typeof(PartnerUpdated),
        [PartnerDeleted] = typeof(PartnerDeleted),
        [PartnerSignedIn] = typeof(PartnerSignedIn),
        [PartnerSignedOut] = typeof(PartnerSignedOut),
        [ProgramUpdated] = typeof(ProgramUpdated),
        [ApiKeyCreated] = typeof(ApiKeyCreated),
        [ApiKeyRevoked] = typeof(ApiKeyRevoked),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static string Webhook(string provider) => WebhookPrefix + provider;

    public static string Endpoint(EndpointAction action) =>
        EndpointPrefix + JsonNamingPolicy.SnakeCaseLower.ConvertName(action.ToString());

    public static string Backfill(PaymentBackfillState state) =>
        BackfillPrefix + JsonNamingPolicy.SnakeCaseLower.ConvertName(state.ToString());

    /// <summary>The record that a published name stands for; <see langword="null"/> when this version knows none.</summary>
    public static Type? TypeOf(string name) => name.StartsWith(WebhookPrefix, StringComparison.Ordinal)
        ? typeof(WebhookReceived)
        : name.StartsWith(EndpointPrefix, StringComparison.Ordinal) ? typeof(EndpointChanged)
        : name.StartsWith(BackfillPrefix, StringComparison.Ordinal) ? typeof(BackfillChanged)
        : TypesByName.GetValueOrDefault(name)
            ?? (ObjectActions.Any(action => name.EndsWith(action, StringComparison.Ordinal)) ? typeof(ObjectChanged) : null);
}
