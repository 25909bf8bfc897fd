using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary><c>/programs/me</c>: the terms of the key's program (AH-45).</summary>
internal sealed class ProgramApi(
    IAffiliateStore store, UnitRunner units, EventOutbox outbox, ProgramDirectory programs, AttributionModels models, TimeProvider time)
{
    private const int MaxNameLength = 200;
    private const int MaxHostLength = 260;
    private const int MaxHostsLength = 4_000;
    private const int MaxDestinationLength = 2_000;
    private const int LongestWindow = 366;
    private const int LongestCookie = 400;

    public static void Map(ApiRoutes routes)
    {
        var api = routes.Create<ProgramApi>();
        routes.Get("/programs/me", api.FindAsync, "The terms of the key's program")
            .Gives<ProgramBody>();
        routes.Map(
            HttpMethods.Patch, "/programs/me", ApiScopes.CommissionsWrite, api.ChangeAsync, "Change the terms",
            200, 409, 413, 415)
            .Gives<ProgramBody>()
            .Takes("""{"name":"Default","default_commission_pct":20.5,"default_hold_period_days":30,"attribution_window_days":90,"cookie_window_days":90,"min_payout_cents":5000,"min_payouts_cents":{"JPY":6000},"auto_approve_up_to_cents":10000,"hold_to_month_end":false,"hold_until_next_invoice":false,"book_in_program_currency":false,"payout_schedule":"monthly","payout_net_days":30,"withholding_pct":24,"reserve_pct":10,"reserve_days":90,"sepa_origin":{"name":"Sample Company","iban":"DE89370400440532013000","bic":"COBADEFFXXX"},"nacha_origin":{"routing_number":"021000021","bank_name":"Sample Bank","company_name":"Sample Company","company_id":"1123456789","immediate_origin":"1123456789"},"write_off_after_days":180,"write_off_up_to_cents":100,"require_tax_profile":false,"default_destination":"/","allowed_hosts":["www.example.com"],"cost_parameter":"cost","pixel_conversions":false,"reverse_disputes_at_once":false,"rules":[{"name":"phones","priority":10,"destination_url":"/pricing","conditions":{"device_in":["mobile"],"country_in":["DE"]}}],"attribution_model":"last_click","coupon_rule":"coupon_wins","assist_share_pct":10,"allow_self_referral":false,"pay_existing_customers":false,"keyless_test_leads":false,"bind_unsigned_signups":false,"reactivation_days":365,"repeat_clicks":"record","bind_at":"sign_up","rebind_after_days":30,"merge_at_sign_in":true,"drop_bots":false,"identity_order":["customer_key","provider_customer"],"version":3}""");
    }

    /// <summary>The terms as they are now: whoever changes them next sends this version along.</summary>
    public async Task<IResult> FindAsync(ApiCall call)
    {
        var program = await store.FindAsync(AffiliateProgram.ById(call.Program.Id.Live()), call.Aborted).ConfigureAwait(false);
        return program is null ? Problem.NotFound : Answer(program);
    }

    /// <summary>Changes the fields that are given. With <c>version</c>, only if nobody changed the program since.</summary>
    public async Task<IResult> ChangeAsync(ApiCall call)
    {
        if (call.IsTest)
        {
            return new Problem(StatusCodes.Status403Forbidden, "test_key", "A test key cannot change the terms.");
        }

        var fields = call.Fields;
        var version = fields.Whole("version", 0, int.MaxValue);
        var change = Read(fields, call.Errors);
        var pay = PayoutTermsFields.Read(fields, time.GetUtcNow());
        var attribute = AttributionFields.Read(fields, call.Errors, models);
        var book = CommissionFields.Read(fields);
        var from = PayoutOriginFields.Read(fields, call.Errors);
        var rules = new RuleFields(call.Errors, destination => LinkFields.IsAllowed(call, destination)).Read(call.Body, "rules");
        if (call.Refusal is { } refusal)
        {
            return refusal;
        }

        var changed = await units.RunAsync(
            async (unit, ct) =>
            {
                var program = await unit.FindAsync(AffiliateProgram.ById(call.Program.Id), ct).ConfigureAwait(false);
                if (program is null || (version is not null && version != program.Version))
                {
                    return null;
                }

                var result = from(book(pay(attribute(change(program)))));
                result = fields.Has("rules") ? result with { Rules = rules } : result;
                if (result != program)
                {
                    unit.Save(result);
                    var changes = RecordChanges.Between(program, result, nameof(program.SepaOrigin), nameof(program.NachaOrigin));
                    result = result with { Version = program.Version + 1 };
                    outbox.Publish(unit, new ProgramUpdated
                    {
                        ProgramId = program.Id,
                        Version = result.Version,
                        Changes = changes,
                    });
                }

                return result;
            },
            call.Aborted).ConfigureAwait(false);
        programs.Forget();
        return changed is null
            ? Problem.Conflict("stale_version", "The program was changed meanwhile; read it again.")
            : Answer(changed);
    }

    private static JsonAnswer<ProgramBody> Answer(AffiliateProgram program) =>
        new(ProgramBody.Of(program), ApiJson.Default.ProgramBody)
        {
            Version = program.Version,
        };

    private static Func<AffiliateProgram, AffiliateProgram> Read(JsonFields fields, InputErrors errors)
    {
        fields.RefuseNulls(
            "name", "default_commission_pct", "default_hold_period_days", "attribution_window_days",
            "cookie_window_days", "default_destination", "allowed_hosts");
        var name = fields.Text("name", MaxNameLength);
        if (fields.Has("name") && string.IsNullOrWhiteSpace(name))
        {
            errors.Add("name", "Must not be empty.");
        }

        var limit = fields.Whole("auto_approve_up_to_cents", 0, Money.MaxMinorUnits);
        var commission = fields.Percent("default_commission_pct");
        var hold = fields.Whole("default_hold_period_days", 0, LongestWindow);
        var window = fields.Whole("attribution_window_days", 1, LongestWindow);
        var cookie = fields.Whole("cookie_window_days", 1, LongestCookie);
        var destination = fields.Text("default_destination", MaxDestinationLength);
        if (fields.Has("default_destination") && RedirectTarget.Configured(destination) is null)
        {
            errors.Add("default_destination", "Must be a local path or an http or https address.");
        }

        var cost = fields.Text("cost_parameter", ProgramRules.MaxParameterLength);
        if (cost is not null && !ProgramRules.IsParameter(cost))
        {
            errors.Add("cost_parameter", "Must have letters, digits, '-' and '_' only.");
        }

        var hosts = Hosts(fields, errors);
        return program => program with
        {
            Name = name ?? program.Name,
            AutoApproveUpToMinorUnits = fields.Has("auto_approve_up_to_cents") ? limit : program.AutoApproveUpToMinorUnits,
            DefaultCommission = commission ?? program.DefaultCommission,
            HoldPeriod = Days(hold) ?? program.HoldPeriod,
            AttributionWindow = Days(window) ?? program.AttributionWindow,
            CookieWindow = Days(cookie) ?? program.CookieWindow,
            DefaultDestination = destination ?? program.DefaultDestination,
            CostParameter = fields.Has("cost_parameter") ? cost : program.CostParameter,
            AllowedHosts = hosts ?? program.AllowedHosts,
        };
    }

    private static string? Hosts(JsonFields fields, InputErrors errors)
    {
        if (fields.Texts("allowed_hosts", MaxHostLength) is not { } hosts)
        {
            return null;
        }

        var entries = new List<string>();
        foreach (var host in hosts)
        {
            if (AllowedHosts.TryNormalize(host, out var entry))
            {
                entries.Add(entry);
            }
            else
            {
                errors.Add("allowed_hosts", "Must be host names, with or without a port, and nothing else.");
            }
        }

        var list = string.Join(' ', entries.Distinct(StringComparer.Ordinal));
        if (list.Length > MaxHostsLength)
        {
            errors.Add("allowed_hosts", $"Must have at most {MaxHostsLength} characters in all.");
        }

        return list;
    }

    private static TimeSpan? Days(long? days) => days is { } count ? TimeSpan.FromDays(count) : null;
}

/// <summary>A program as it is published.</summary>
internal sealed record ProgramBody(
    string Id, string Key, string Name, string Currency, decimal DefaultCommissionPct, double AttributionWindowDays,
    double CookieWindowDays, double DefaultHoldPeriodDays, bool HoldToMonthEnd, bool HoldUntilNextInvoice, bool BookInProgramCurrency, long? AutoApproveUpToCents, long MinPayoutCents,
    IReadOnlyDictionary<string, long> MinPayoutsCents, string PayoutSchedule, int PayoutNetDays, decimal? WithholdingPct, decimal? ReservePct, double ReserveDays, SepaOriginBody? SepaOrigin, NachaOriginBody? NachaOrigin, double? WriteOffAfterDays, long? WriteOffUpToCents, bool RequireTaxProfile, string DefaultDestination,
    string? CostParameter, IReadOnlyList<string> AllowedHosts, IReadOnlyList<RuleBody> Rules, string AttributionModel,
    string CouponRule, decimal? AssistSharePct, bool AllowSelfReferral, bool PayExistingCustomers, bool KeylessTestLeads, bool BindUnsignedSignups,
    bool PixelConversions, bool ReverseDisputesAtOnce, double? ReactivationDays, string RepeatClicks, string BindAt, double? RebindAfterDays, bool MergeAtSignIn, bool DropBots, IReadOnlyList<string> IdentityOrder,
    DateTimeOffset CreatedAt, int Version)
{
    public static ProgramBody Of(AffiliateProgram program) => new(
        program.Id.ToString(), program.Key, program.Name, program.Currency, program.DefaultCommission.Percent,
        program.AttributionWindow.TotalDays, program.CookieWindow.TotalDays, program.HoldPeriod.TotalDays, program.HoldsToMonthEnd, program.HoldsUntilNextInvoice,
        program.BooksInProgramCurrency,
        program.AutoApproveUpToMinorUnits, program.MinPayoutMinorUnits, PayoutMinimum.Read(program.MinPayouts),
        WireName.Of(program.PayoutSchedule ?? Affiliate.PayoutSchedule.OnRequest), program.PayoutNetDays, program.WithholdingRate?.Percent,
        program.ReserveRate?.Percent, (program.ReservePeriod ?? Reserve.OrdinaryPeriod).TotalDays, SepaOriginBody.Of(PayoutOrigin.Of(program).Sepa),
        NachaOriginBody.Of(PayoutOrigin.Of(program).Nacha),
        program.WriteOffAfter?.TotalDays, program.WriteOffUpToMinorUnits, program.RequiresTaxProfile, program.DefaultDestination, program.CostParameter,
        program.AllowedHosts.Split(' ', StringSplitOptions.RemoveEmptyEntries), RuleBody.Of(program.Rules),
        program.AttributionModel, WireName.Of(program.CouponRule), program.AssistShare?.Percent, program.AllowsSelfReferral,
        program.PaysExistingCustomers, program.TakesKeylessTests, program.BindsUnsignedSignUps,
        program.TakesPixelConversions, program.ReversesDisputesAtOnce, program.ReactivationAfter?.TotalDays, WireName.Of(program.RepeatClicks),
        WireName.Of(program.BindsAt), program.RebindAfter?.TotalDays, program.MergesAtSignIn, program.DropsBots, program.IdentityOrder.Split(' ', StringSplitOptions.RemoveEmptyEntries), program.CreatedAt,
        program.Version);
}
