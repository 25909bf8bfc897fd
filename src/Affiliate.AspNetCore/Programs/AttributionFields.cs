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
            "bind_unsigned_signups", "pixel_conversions");
        var model = fields.Text("attribution_model", MaxModelLength);
        if (model is not null && models.Find(model) is null)
        {
            errors.Add("attribution_model", $"Must be one of: {string.Join(", ", models.Names)}.");
        }

        var ruleText = fields.Text("coupon_rule", MaxModelLength);
        var rule = Enum.GetValues<CouponRule>().Cast<CouponRule?>().FirstOrDefault(value => WireName.Of(value!.Value) == ruleText);
        if (ruleText is not null && rule is null)
        {
            errors.Add("coupon_rule", $"Must be one of: {string.Join(", ", Enum.GetValues<CouponRule>().Select(WireName.Of))}.");
        }

        var self = fields.Flag("allow_self_referral");
        var existing = fields.Flag("pay_existing_customers");
        var keyless = fields.Flag("keyless_test_leads");
        var unsigned = fields.Flag("bind_unsigned_signups");
        var pixel = fields.Flag("pixel_conversions");
        var pause = fields.Whole("reactivation_days", 1, LongestPause);
        return program => program with
        {
            AttributionModel = model ?? program.AttributionModel,
            CouponRule = rule ?? program.CouponRule,
            AllowsSelfReferral = self ?? program.AllowsSelfReferral,
            TakesKeylessTests = keyless ?? program.TakesKeylessTests,
            BindsUnsignedSignUps = unsigned ?? program.BindsUnsignedSignUps,
            TakesPixelConversions = pixel ?? program.TakesPixelConversions,
            PaysExistingCustomers = existing ?? program.PaysExistingCustomers,
            ReactivationAfter = !fields.Has("reactivation_days") ? program.ReactivationAfter
                : pause is { } days ? TimeSpan.FromDays(days)
                : null,
        };
    }
}
