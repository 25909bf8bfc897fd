namespace Affiliate.AspNetCore;

/// <summary>The fields of a program that say who is credited (AF-13).</summary>
internal static class AttributionFields
{
    private const int MaxModelLength = 32;
    private const int LongestPause = 3_660;

    /// <summary>What the given fields make of a program.</summary>
    public static Func<AffiliateProgram, AffiliateProgram> Read(JsonFields fields, InputErrors errors, AttributionModels models)
    {
        fields.RefuseNulls("attribution_model", "coupon_rule", "allow_self_referral", "pay_existing_customers", "keyless_test_leads",
            "bind_unsigned_signups", "pixel_conversions", "reverse_disputes_at_once", "repeat_clicks", "bind_at", "identity_order", "merge_at_sign_in", "drop_bots");
        var model = fields.Text("attribution_model", MaxModelLength);
        if (model is not null && models.Find(model) is null)
        {
            errors.Add("attribution_model", $"Must be one of: {string.Join(", ", models.Names)}.");
        }

        var rule = OneOf<CouponRule>("coupon_rule", fields, errors);
        var assist = fields.Percent("assist_share_pct");
        if (assist is { BasisPoints: 0 or > Attribution.Whole / 2 })
        {
            errors.Add("assist_share_pct", "Must be above 0 and at most 50.");
        }

        var repeats = OneOf<RepeatClickRule>("repeat_clicks", fields, errors);
        var moment = OneOf<BindingMoment>("bind_at", fields, errors);
        var order = fields.Texts("identity_order", MaxModelLength)?.ToList();
        if (order is not null && (order.Exists(name => !BuyerIdentities.Names.Contains(name)) || order.Distinct().Count() < order.Count))
        {
            errors.Add("identity_order", $"Must list each at most once of: {string.Join(", ", BuyerIdentities.Names)}.");
        }

        var self = fields.Flag("allow_self_referral");
        var existing = fields.Flag("pay_existing_customers");
        var keyless = fields.Flag("keyless_test_leads");
        var unsigned = fields.Flag("bind_unsigned_signups");
        var pixel = fields.Flag("pixel_conversions");
        var disputes = fields.Flag("reverse_disputes_at_once");
        var merges = fields.Flag("merge_at_sign_in");
        var dropsBots = fields.Flag("drop_bots");
        var wait = fields.Whole("rebind_after_days", 1, LongestPause);
        var pause = fields.Whole("reactivation_days", 1, LongestPause);
        return program => program with
        {
            AttributionModel = model ?? program.AttributionModel,
            CouponRule = rule ?? program.CouponRule,
            AssistShare = fields.Has("assist_share_pct") ? assist : program.AssistShare,
            RepeatClicks = repeats ?? program.RepeatClicks,
            BindsAt = moment ?? program.BindsAt,
            IdentityOrder = order is null ? program.IdentityOrder : string.Join(' ', order),
            AllowsSelfReferral = self ?? program.AllowsSelfReferral,
            TakesKeylessTests = keyless ?? program.TakesKeylessTests,
            BindsUnsignedSignUps = unsigned ?? program.BindsUnsignedSignUps,
            ReversesDisputesAtOnce = disputes ?? program.ReversesDisputesAtOnce,
            TakesPixelConversions = pixel ?? program.TakesPixelConversions,
            PaysExistingCustomers = existing ?? program.PaysExistingCustomers,
            MergesAtSignIn = merges ?? program.MergesAtSignIn,
            DropsBots = dropsBots ?? program.DropsBots,
            RebindAfter = !fields.Has("rebind_after_days") ? program.RebindAfter
                : wait is { } nothingPaid ? TimeSpan.FromDays(nothingPaid)
                : null,
            ReactivationAfter = !fields.Has("reactivation_days") ? program.ReactivationAfter
                : pause is { } days ? TimeSpan.FromDays(days)
                : null,
        };
    }

    private static TEnum? OneOf<TEnum>(string name, JsonFields fields, InputErrors errors) where TEnum : struct, Enum
    {
        var text = fields.Text(name, MaxModelLength);
        foreach (var value in Enum.GetValues<TEnum>())
        {
            if (WireName.Of(value) == text)
            {
                return value;
            }
        }

        if (text is not null)
        {
            errors.Add(name, $"Must be one of: {string.Join(", ", Enum.GetValues<TEnum>().Select(value => WireName.Of(value)))}.");
        }

        return null;
    }
}
