using System.Text.Json;
using System.Text.Json.Nodes;

namespace Affiliate.AspNetCore;

/// <summary>Puts partners and where they are paid together.</summary>
internal sealed class PartnerBodies(PayoutAccounts accounts)
{
    public async Task<JsonAnswer<PartnerBody>> AnswerAsync(
        Partner partner, CancellationToken ct, int status = 200, string? location = null)
    {
        var payouts = await accounts.FindAsync([partner.Id], ct).ConfigureAwait(false);
        return new JsonAnswer<PartnerBody>(
            PartnerBody.Of(partner, payouts.GetValueOrDefault(partner.Id)), ApiJson.Default.PartnerBody, status)
        {
            Location = location,
            Version = partner.Version,
        };
    }

    public async Task<PageBody<PartnerBody>> PageAsync(Page<Partner> page, CancellationToken ct)
    {
        var payouts = await accounts.FindAsync([.. page.Items.Select(partner => partner.Id)], ct).ConfigureAwait(false);
        return PageBody<PartnerBody>.Of(page, partner => PartnerBody.Of(partner, payouts.GetValueOrDefault(partner.Id)));
    }
}

/// <summary>A partner as it is published (AH-30): where money goes is masked.</summary>
internal sealed record PartnerBody(
    string Id, string ProgramId, string Email, string Slug, string? FirstName, string? LastName, string? UserKey, string? TenantKey,
    decimal? CommissionPct, double? HoldPeriodDays, double? AttributionWindowDays, string? GroupId, string? PlanId, string? RecruitedBy, string? PayoutMethod,
    string? PayoutEmail, string? StripeAccountId, string Status, JsonNode? Metadata, DateTimeOffset CreatedAt)
{
    public static PartnerBody Of(Partner partner, PayoutDetails? payout) => new(
        partner.Id.ToString(), partner.ProgramId.ToString(), partner.Email, partner.Slug, partner.FirstName,
        partner.LastName, partner.UserKey, partner.TenantKey, partner.Commission?.Percent, partner.HoldPeriod?.TotalDays, partner.AttributionWindow?.TotalDays, partner.GroupId?.ToString(),
        partner.PlanId?.ToString(), partner.RecruitedBy?.ToString(), payout is null ? null : WireName.Of(payout.Method),
        payout?.Address.Contains('@', StringComparison.Ordinal) == true ? PayoutAccounts.Mask(payout.Address) : null,
        payout?.Method == Affiliate.PayoutMethod.Stripe ? PayoutAccounts.Mask(payout.Address) : null,
        WireName.Of(partner.Status), Parse(partner.Metadata), partner.CreatedAt);

    /// <summary>A host that enrols partners in its own code may have written anything; then it is shown as text.</summary>
    private static JsonNode? Parse(string? metadata)
    {
        try
        {
            return metadata is null ? null : JsonNode.Parse(metadata);
        }
        catch (JsonException)
        {
            return JsonValue.Create(metadata);
        }
    }
}
