using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Affiliate.AspNetCore;

/// <summary>How answers are written: snake case, every member also when null, times in UTC with milliseconds.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, Converters = [typeof(UtcMillisecondsConverter)])]
[JsonSerializable(typeof(PageBody<EventBody>))]
[JsonSerializable(typeof(PageBody<CommissionBody>))]
[JsonSerializable(typeof(PageBody<PartnerBody>))]
[JsonSerializable(typeof(PartnerBody))]
[JsonSerializable(typeof(ProgramBody))]
[JsonSerializable(typeof(PageBody<PartnerCreditBody>))]
[JsonSerializable(typeof(PageBody<WebhookBody>))]
[JsonSerializable(typeof(WebhookBody))]
[JsonSerializable(typeof(WebhookSecretBody))]
[JsonSerializable(typeof(WebhookTestBody))]
[JsonSerializable(typeof(PageBody<DeliveryBody>))]
[JsonSerializable(typeof(DeliveryBody))]
[JsonSerializable(typeof(ResentBody))]
[JsonSerializable(typeof(PageBody<InboxBody>))]
[JsonSerializable(typeof(InboxBody))]
[JsonSerializable(typeof(RerunBody))]
[JsonSerializable(typeof(ReplayBody))]
[JsonSerializable(typeof(AnalyticsBody))]
[JsonSerializable(typeof(DailyBody))]
[JsonSerializable(typeof(PageBody<ActivityBody>))]
[JsonSerializable(typeof(ReturnsListBody))]
[JsonSerializable(typeof(LeadAnswer))]
[JsonSerializable(typeof(SaleAnswer))]
[JsonSerializable(typeof(RefundAnswer))]
[JsonSerializable(typeof(DecidedBody))]
[JsonSerializable(typeof(CommissionExplanationBody))]
[JsonSerializable(typeof(RederivedBody))]
[JsonSerializable(typeof(WhatIfBody))]
[JsonSerializable(typeof(PageBody<BalanceBody>))]
[JsonSerializable(typeof(PageBody<EntryBody>))]
[JsonSerializable(typeof(JournalBody))]
[JsonSerializable(typeof(PageBody<PayoutBody>))]
[JsonSerializable(typeof(PayoutBody))]
[JsonSerializable(typeof(GeneratedBody))]
[JsonSerializable(typeof(PageBody<ApiKeyBody>))]
[JsonSerializable(typeof(ApiKeyBody))]
[JsonSerializable(typeof(PayoutAccountBody))]
[JsonSerializable(typeof(PageBody<ParkedReversalBody>))]
[JsonSerializable(typeof(ParkedReversalBody))]
[JsonSerializable(typeof(InspectionBody))]
[JsonSerializable(typeof(PreviewBody))]
[JsonSerializable(typeof(LinkBody))]
[JsonSerializable(typeof(PageBody<LinkBody>))]
[JsonSerializable(typeof(BackfillBody))]
[JsonSerializable(typeof(PageBody<BackfillBody>))]
[JsonSerializable(typeof(ReconciliationBody))]
[JsonSerializable(typeof(LateCreditBody))]
[JsonSerializable(typeof(CampaignBody))]
[JsonSerializable(typeof(PageBody<CampaignBody>))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(DateTimeOffset))]
[JsonSerializable(typeof(ReferralAnswer))]
[JsonSerializable(typeof(ContextAnswer))]
[JsonSerializable(typeof(TestLeadAnswer))]
[JsonSerializable(typeof(StatusBody))]
[JsonSerializable(typeof(TestChainBody))]
[JsonSerializable(typeof(PageBody<CouponBody>))]
[JsonSerializable(typeof(CouponBody))]
[JsonSerializable(typeof(ReferralBody))]
[JsonSerializable(typeof(ExplanationBody))]
[JsonSerializable(typeof(SignUpAnswer))]
[JsonSerializable(typeof(ReceivedAnswer))]
[JsonSerializable(typeof(PageBody<PlanBody>))]
[JsonSerializable(typeof(PlanBody))]
[JsonSerializable(typeof(ConversionAnswer))]
[JsonSerializable(typeof(PageBody<FlowBody>))]
[JsonSerializable(typeof(FlowBody))]
[JsonSerializable(typeof(PageBody<GroupBody>))]
[JsonSerializable(typeof(GroupBody))]
[JsonSerializable(typeof(ClickAnswer))]
[JsonSerializable(typeof(JournalPageBody))]
[JsonSerializable(typeof(CustomerBody))]
[JsonSerializable(typeof(ErasedBody))]
[JsonSerializable(typeof(EmbedTokenBody))]
[JsonSerializable(typeof(DashboardBody))]
[JsonSerializable(typeof(CodeSentBody))]
[JsonSerializable(typeof(SessionBody))]
[JsonSerializable(typeof(PageBody<WorkBody>))]
[JsonSerializable(typeof(HandlersBody))]
internal sealed partial class ApiJson : JsonSerializerContext;

/// <summary>Writes a time as for example <c>2026-04-10T15:30:00.000Z</c>.</summary>
internal sealed class UtcMillisecondsConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
}
