using System.Text.Json;

namespace Affiliate.AspNetCore;

/// <summary>The fields of a partner that are read alike when one is enrolled and when one is changed (AH-30).</summary>
internal sealed record PartnerFields(
    string? FirstName, string? LastName, string? UserKey, string? TenantKey, Rate? Commission, TimeSpan? HoldPeriod, TimeSpan? AttributionWindow, GroupId? GroupId, PlanId? PlanId,
    PartnerId? RecruitedBy, string? Metadata)
{
    private const int MaxNameLength = 100;
    private const int MaxMetadataLength = 4_000;
    private const int LongestHold = 366;

    public static PartnerFields Read(JsonFields fields, InputErrors errors)
    {
        _ = fields.Object("metadata", out var metadata);
        var json = metadata.ValueKind == JsonValueKind.Object ? metadata.GetRawText() : null;
        if (json?.Length > MaxMetadataLength)
        {
            errors.Add("metadata", $"Must have at most {MaxMetadataLength} characters.");
        }

        return new PartnerFields(
            fields.Text("first_name", MaxNameLength),
            fields.Text("last_name", MaxNameLength),
            fields.Name("user_key", CustomerKey.MaxLength),
            fields.Name("tenant_key", CustomerKey.MaxLength),
            fields.Percent("commission_pct"),
            fields.Whole("hold_period_days", 0, LongestHold) is { } days ? TimeSpan.FromDays(days) : null,
            fields.Whole("attribution_window_days", 1, LongestHold) is { } window ? TimeSpan.FromDays(window) : null,
            fields.Id<GroupId>("group_id"),
            fields.Id<PlanId>("plan_id"),
            fields.Id<PartnerId>("recruited_by"),
            json);
    }

    /// <summary>The scope that a call lacks for the fields it gives: terms and where money goes are not everybody's to set.</summary>
    public static ApiScopes Missing(JsonFields fields, ApiScopes scopes) =>
        !scopes.HasFlag(ApiScopes.PayoutsWrite) && PayoutFields.AreGiven(fields) ? ApiScopes.PayoutsWrite
        : !scopes.HasFlag(ApiScopes.CommissionsWrite) && (fields.Has("group_id") || fields.Has("plan_id")) ? ApiScopes.CommissionsWrite
        : ApiScopes.None;

    /// <summary>What the given fields make of a partner; a null empties.</summary>
    public Partner Change(JsonFields fields, Partner partner) => partner with
    {
        FirstName = fields.Has("first_name") ? FirstName : partner.FirstName,
        LastName = fields.Has("last_name") ? LastName : partner.LastName,
        UserKey = fields.Has("user_key") ? UserKey : partner.UserKey,
        TenantKey = fields.Has("tenant_key") ? TenantKey : partner.TenantKey,
        Commission = fields.Has("commission_pct") ? Commission : partner.Commission,
        HoldPeriod = fields.Has("hold_period_days") ? HoldPeriod : partner.HoldPeriod,
        AttributionWindow = fields.Has("attribution_window_days") ? AttributionWindow : partner.AttributionWindow,
        GroupId = fields.Has("group_id") ? GroupId : partner.GroupId,
        PlanId = fields.Has("plan_id") ? PlanId : partner.PlanId,
        RecruitedBy = fields.Has("recruited_by") ? RecruitedBy : partner.RecruitedBy,
        Metadata = fields.Has("metadata") ? Metadata : partner.Metadata,
    };
}
