using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Affiliate.AspNetCore.Tests;

/// <summary>Every route, with a call that works, so that tests can vary it. A new route without a row here fails a test.</summary>
internal static class Routes
{
    private const string PostbackQuery = "?click_id=clk_0190d1f75b1c7c3e8a2b0123456789ab&transaction_id=p-1&value=9.90";

    public static readonly IReadOnlyList<Route> All =
    [
        new("POST", "/track/click", """{"ref":"alpha","landing":"/pricing","referrer":"https://x.example/john"}""")
        {
            Texts = [new("ref", 64) { IsRequired = true }, new("program_id", 64), new("landing", 4_096), new("referrer", 4_096)],
            BodyLimit = 8 * 1024,
            IsBeacon = true,
        },
        new("POST", "/track/signup", """{"customer_key":"user-1"}""")
        {
            Texts = [new("customer_key", 243) { IsRequired = true }, new("program_id", 64), new("email", 254), new("token", 1_024), new("ctx", 1_024)],
            BodyLimit = 8 * 1024,
            IsBeacon = true,
        },
        new("GET", "/track/referral"),
        new("GET", "/track/context"),
        new("GET", "/affiliate.js"),
        new("GET", "/r/{slug}") { Sample = "/r/alpha" },
        new("POST", "/r/{slug}") { Sample = "/r/alpha" },
        new("GET", "/api/v1/links") { Scope = ApiScopes.Read, HasPages = true },
        new("POST", "/api/v1/links", """{"slug":"spring","partner_id":"{alpha}"}""")
        {
            Scope = ApiScopes.PartnersWrite,
            Texts =
            [
                new("slug", 64) { IsRequired = true }, new("partner_id", 64), new("campaign_id", 64), new("title", 200),
                new("destination_url", 2_000), new("password", 128), new("status", 64), new("program_id", 64),
            ],
        },
        new("GET", "/api/v1/links/{id}") { Scope = ApiScopes.Read, Sample = "/api/v1/links/{link}" },
        new("PATCH", "/api/v1/links/{id}", """{"title":"Spring"}""")
        {
            Scope = ApiScopes.PartnersWrite,
            Sample = "/api/v1/links/{link}",
            Texts = [new("title", 200), new("destination_url", 2_000), new("campaign_id", 64), new("password", 128)],
        },
        new("DELETE", "/api/v1/links/{id}") { Scope = ApiScopes.PartnersWrite, Sample = "/api/v1/links/{link}" },
        new("GET", "/api/v1/campaigns") { Scope = ApiScopes.Read, HasPages = true },
        new("POST", "/api/v1/campaigns", """{"name":"Spring"}""")
        {
            Scope = ApiScopes.PartnersWrite,
            Texts = [new("name", 100) { IsRequired = true }, new("goal", 64), new("status", 64), new("partner_id", 64), new("program_id", 64)],
        },
        new("GET", "/api/v1/campaigns/{id}") { Scope = ApiScopes.Read, Sample = "/api/v1/campaigns/{campaign}" },
        new("PATCH", "/api/v1/campaigns/{id}", """{"name":"Summer"}""")
        {
            Scope = ApiScopes.PartnersWrite,
            Sample = "/api/v1/campaigns/{campaign}",
            Texts = [new("name", 100), new("goal", 64), new("status", 64)],
        },
        new("DELETE", "/api/v1/campaigns/{id}") { Scope = ApiScopes.PartnersWrite, Sample = "/api/v1/campaigns/{campaign}" },
        new("POST", "/api/v1/track/lead", """{"customer_key":"user-1"}""")
        {
            Scope = ApiScopes.Track,
            Texts = [new("customer_key", 255), new("click_id", 255), new("email", 254), new("event_name", 64), new("program_id", 64), new("ctx", 512)],
        },
        new("POST", "/api/v1/track/sale", """{"transaction_id":"t-1","amount_cents":9900}""")
        {
            Scope = ApiScopes.Track,
            Texts =
            [
                new("transaction_id", 255) { IsRequired = true }, new("customer_key", 255), new("click_id", 255), new("coupon", 255),
                new("subscription_id", 255), new("product_id", 255), new("sale_type", 32), new("occurred_at", 40), new("program_id", 64), new("ctx", 512),
            ],
        },
        new("POST", "/api/v1/track/cancellation", """{"subscription_id":"sub-1"}""")
        {
            Scope = ApiScopes.Track,
            Texts = [new("subscription_id", 255) { IsRequired = true }, new("canceled_at", 40), new("program_id", 64)],
        },
        new("POST", "/api/v1/track/refund", """{"transaction_id":"t-money"}""")
        {
            Scope = ApiScopes.Track,
            Texts =
            [
                new("transaction_id", 255) { IsRequired = true }, new("refund_id", 100), new("refund_reason", 255), new("program_id", 64),
            ],
        },
        new("POST", "/api/v1/conversions", """{"event_type":"purchase","value":99.00,"idempotency_key":"order-9"}""")
        {
            Scope = ApiScopes.Track,
            Texts =
            [
                new("event_type", 64) { IsRequired = true }, new("idempotency_key", 255) { IsRequired = true }, new("customer_key", 255),
                new("click_id", 255), new("occurred_at", 40), new("program_id", 64),
            ],
        },
        new("GET", "/api/v1/postback") { Scope = ApiScopes.Postback, Query = PostbackQuery },
        new("POST", "/api/v1/postback") { Scope = ApiScopes.Postback, Query = PostbackQuery },
        new("GET", "/pixel.gif"),
        new("POST", "/api/v1/commissions/approve", """{"ids":["{commission1}"]}""")
        {
            Scope = ApiScopes.CommissionsWrite,
        },
        new("POST", "/api/v1/commissions/reject", """{"ids":["{commission2}"]}""")
        {
            Scope = ApiScopes.CommissionsWrite,
            Texts = [new("reason", 200)],
        },
        new("POST", "/api/v1/commissions/review", """{"ids":["{commission3}"]}""")
        {
            Scope = ApiScopes.CommissionsWrite,
            Texts = [new("reason", 200)],
        },
        new("POST", "/api/v1/commissions/release", """{"ids":["{commission3}"]}""")
        {
            Scope = ApiScopes.CommissionsWrite,
            Texts = [new("reason", 200)],
        },
        new("GET", "/api/v1/balances") { Scope = ApiScopes.Read, HasPages = true },
        new("GET", "/api/v1/ledger") { Scope = ApiScopes.Read, HasPages = true, HasPeriod = true },
        new("GET", "/api/v1/ledger/journal") { Scope = ApiScopes.Read, HasPeriod = true },
        new("GET", "/api/v1/payouts") { Scope = ApiScopes.Read, HasPages = true, HasPeriod = true },
        new("POST", "/api/v1/payouts/generate", """{"dry_run":true}""") { Scope = ApiScopes.PayoutsWrite },
        new("GET", "/api/v1/payouts/{id}") { Scope = ApiScopes.Read, Sample = "/api/v1/payouts/{payout1}" },
        new("POST", "/api/v1/payouts/{id}/pay", """{"payout_ref":"bank-1"}""")
        {
            Scope = ApiScopes.PayoutsWrite,
            Sample = "/api/v1/payouts/{payout1}/pay",
            Texts = [new("payout_ref", 200)],
        },
        new("POST", "/api/v1/payouts/{id}/cancel", """{"reason":"by mistake"}""")
        {
            Scope = ApiScopes.PayoutsWrite,
            Sample = "/api/v1/payouts/{payout2}/cancel",
            Texts = [new("reason", 200)],
        },
        new("POST", "/api/v1/payouts/{id}/fail", """{"reason":"account closed"}""")
        {
            Scope = ApiScopes.PayoutsWrite,
            Sample = "/api/v1/payouts/{payout3}/fail",
            Texts = [new("reason", 200)],
        },
        new("POST", "/api/v1/payouts/{id}/send", """{"provider":"acme"}""")
        {
            Scope = ApiScopes.PayoutsWrite,
            Sample = "/api/v1/payouts/{payout4}/send",
            Texts = [new("provider", 200)],
        },
        new("POST", "/api/v1/payouts/request", """{"partner_id":"{alpha}"}""") { Scope = ApiScopes.PayoutsWrite },
        new("POST", "/api/v1/payouts/{id}/return", """{"reason":"account closed"}""")
        {
            Scope = ApiScopes.PayoutsWrite,
            Sample = "/api/v1/payouts/{payout1}/return",
            Texts = [new("reason", 200)],
        },
        new("GET", "/api/v1/payouts/export") { Scope = ApiScopes.PayoutsWrite },
        new("GET", "/api/v1/payouts/schedule") { Scope = ApiScopes.Read },
        new("GET", "/api/v1/payouts/export/summary") { Scope = ApiScopes.PayoutsWrite },
        new("GET", "/api/v1/payouts/{id}/export") { Scope = ApiScopes.PayoutsWrite, Sample = "/api/v1/payouts/{payout1}/export" },
        new("GET", "/api/v1/payouts/{id}/statement") { Scope = ApiScopes.Read, Sample = "/api/v1/payouts/{payout1}/statement" },
        new("GET", "/api/v1/partners/{id}/payout-account") { Scope = ApiScopes.Read, Sample = "/api/v1/partners/{alpha}/payout-account" },
        new("PUT", "/api/v1/partners/{id}/payout-account", """{"payout_method":"paypal","payout_address":"alpha@example.com"}""")
        {
            Scope = ApiScopes.PayoutsWrite,
            Sample = "/api/v1/partners/{alpha}/payout-account",
            Texts = [new("payout_method", 32) { IsRequired = true }, new("payout_address", 254) { IsRequired = true }],
        },
        new("GET", "/api/v1/ledger/verify") { Scope = ApiScopes.Read },
        new("GET", "/api/v1/events") { Scope = ApiScopes.Read, HasPages = true, HasPeriod = true },
        new("GET", "/api/v1/reversals/parked") { Scope = ApiScopes.Read, HasPages = true },
        new("POST", "/api/v1/reversals/{id}/dismiss", """{"reason":"another shop"}""")
        {
            Scope = ApiScopes.CommissionsWrite,
            Sample = "/api/v1/reversals/{reversal}/dismiss",
            Texts = [new("reason", 200)],
        },
        new("GET", "/api/v1/commissions") { Scope = ApiScopes.Read, HasPages = true, HasPeriod = true },
        new("GET", "/api/v1/commissions/{id}/explain") { Scope = ApiScopes.Read, Sample = "/api/v1/commissions/{commission1}/explain" },
        new("POST", "/api/v1/plans/what-if", """{"duration_months":12}""")
        {
            Scope = ApiScopes.Read,
            Texts = [new("plan_id", 64), new("attribution_model", 32), new("program_id", 64)],
        },
        new("GET", "/api/v1/commissions/rederive") { Scope = ApiScopes.Read, HasPeriod = true },
        new("GET", "/api/v1/partners") { Scope = ApiScopes.Read, HasPages = true },
        new("POST", "/api/v1/partners", """{"email":"new@example.com","slug":"new"}""")
        {
            Scope = ApiScopes.PartnersWrite,
            Texts =
            [
                new("email", 254) { IsRequired = true }, new("slug", 64) { IsRequired = true }, new("first_name", 100),
                new("last_name", 100), new("program_id", 64), new("user_key", 255), new("group_id", 64), new("plan_id", 64),
                new("recruited_by", 64), new("payout_method", 32), new("payout_email", 254), new("stripe_account_id", 254),
                new("payout_address", 254),
            ],
        },
        new("PATCH", "/api/v1/partners/{id}", """{"first_name":"Alpha"}""")
        {
            Scope = ApiScopes.PartnersWrite,
            Sample = "/api/v1/partners/{alpha}",
            Texts =
            [
                new("email", 254), new("first_name", 100), new("last_name", 100), new("user_key", 255), new("status", 32), new("reason", 200),
                new("group_id", 64), new("plan_id", 64), new("recruited_by", 64), new("payout_method", 32), new("payout_email", 254),
                new("stripe_account_id", 254), new("payout_address", 254),
            ],
        },
        new("POST", "/api/v1/partners/{id}/deactivate", "{}")
        {
            Scope = ApiScopes.PartnersWrite,
            Sample = "/api/v1/partners/{alpha}/deactivate",
            Texts = [new("reason", 200), new("waiting_commissions", 32)],
        },
        new("GET", "/api/v1/partners/{id}") { Scope = ApiScopes.Read, Sample = "/api/v1/partners/{alpha}" },
        new("GET", "/api/v1/coupons") { Scope = ApiScopes.Read, HasPages = true },
        new("POST", "/api/v1/coupons", """{"code":"NEW","partner_id":"{alpha}"}""")
        {
            Scope = ApiScopes.PartnersWrite,
            Texts =
            [
                new("code", 64) { IsRequired = true }, new("partner_id", 64) { IsRequired = true },
                new("provider_reference", 255), new("program_id", 64), new("starts_at", 40), new("ends_at", 40),
            ],
        },
        new("GET", "/api/v1/coupons/{id}") { Scope = ApiScopes.Read, Sample = "/api/v1/coupons/{coupon}" },
        new("PATCH", "/api/v1/coupons/{id}", """{"max_uses":5}""")
        {
            Scope = ApiScopes.PartnersWrite,
            Sample = "/api/v1/coupons/{coupon}",
            Texts = [new("code", 64), new("provider_reference", 255)],
        },
        new("POST", "/api/v1/coupons/{id}/deactivate", "{}")
        {
            Scope = ApiScopes.PartnersWrite,
            Sample = "/api/v1/coupons/{coupon}/deactivate",
        },
        new("GET", "/api/v1/referrals/explain") { Scope = ApiScopes.Read, Query = "?customer_key=user-money" },
        new("POST", "/api/v1/referrals/correct", """{"customer_key":"user-money","partner_id":"{alpha}","reason":"agreed"}""")
        {
            Scope = ApiScopes.CommissionsWrite,
            Texts =
            [
                new("customer_key", 255) { IsRequired = true }, new("reason", 500) { IsRequired = true }, new("actor", 100), new("from", 40),
            ],
        },
        new("GET", "/api/v1/clicks/{id}") { Scope = ApiScopes.Read, Sample = "/api/v1/clicks/{click}" },
        new("POST", "/api/v1/clicks/{id}/correct", """{"qualified":false,"reason":"a robot of ours"}""")
        {
            Scope = ApiScopes.CommissionsWrite,
            Sample = "/api/v1/clicks/{click}/correct",
            Texts = [new("reason", 500) { IsRequired = true }, new("actor", 100)],
        },
        new("GET", "/api/v1/customers/{key}") { Scope = ApiScopes.Read, Sample = "/api/v1/customers/{buyer}" },
        new("GET", "/api/v1/customers/{key}/export") { Scope = ApiScopes.Read, Sample = "/api/v1/customers/{buyer}/export" },
        new("POST", "/api/v1/customers/{key}/erase", "{}") { Scope = ApiScopes.PartnersWrite, Sample = "/api/v1/customers/{gone}/erase" },
        new("POST", "/api/v1/embed/tokens", """{"partner_id":"{embedded}"}""") { Scope = ApiScopes.PartnersWrite },
        new("GET", "/embed/dashboard") { IsEmbedded = true, HasPeriod = true },
        new("GET", "/embed/links") { IsEmbedded = true, HasPages = true },
        new("POST", "/embed/links", """{"slug":"embedded"}""")
        {
            IsEmbedded = true,
            Texts = [new("slug", 64) { IsRequired = true }, new("title", 200), new("destination_url", 2_000)],
        },
        new("GET", "/embed/links/{id}") { IsEmbedded = true, Sample = "/embed/links/{link2}" },
        new("DELETE", "/embed/links/{id}") { IsEmbedded = true, Sample = "/embed/links/{link3}" },
        new("GET", "/embed/commissions") { IsEmbedded = true, HasPages = true, HasPeriod = true },
        new("GET", "/embed/payouts") { IsEmbedded = true, HasPages = true, HasPeriod = true },
        new("POST", "/portal/sign-in", """{"email":"{embedded_email}"}""")
        {
            IsPortal = true,
            IsDoor = true,
            Texts = [new("email", 254) { IsRequired = true }, new("program_id", 64)],
        },
        new("POST", "/portal/sign-in/code", """{"email":"{signing_email}","code":"{code}"}""")
        {
            IsPortal = true,
            IsDoor = true,
            Texts = [new("email", 254) { IsRequired = true }, new("code", 32) { IsRequired = true }, new("program_id", 64)],
        },
        new("POST", "/portal/sign-out", "{}") { IsPortal = true, IsDoor = true },
        new("GET", "/portal/dashboard") { IsPortal = true, HasPeriod = true },
        new("GET", "/portal/links") { IsPortal = true, HasPages = true },
        new("POST", "/portal/links", """{"slug":"portal-link"}""")
        {
            IsPortal = true,
            Texts = [new("slug", 64) { IsRequired = true }, new("title", 200), new("destination_url", 2_000)],
        },
        new("GET", "/portal/links/{id}") { IsPortal = true, Sample = "/portal/links/{link2}" },
        new("DELETE", "/portal/links/{id}") { IsPortal = true, Sample = "/portal/links/{link3}" },
        new("GET", "/portal/commissions") { IsPortal = true, HasPages = true, HasPeriod = true },
        new("GET", "/portal/payouts") { IsPortal = true, HasPages = true, HasPeriod = true },
        new("POST", "/portal/payouts/request", "{}") { IsPortal = true },
        new("GET", "/api/v1/analytics/export") { Scope = ApiScopes.Read, HasPeriod = true },
        new("GET", "/api/v1/work") { Scope = ApiScopes.Read, HasPages = true },
        new("GET", "/api/v1/work/handlers") { Scope = ApiScopes.Read },
        new("POST", "/api/v1/work/rerun", "{}") { Scope = ApiScopes.WebhooksWrite },
        new("POST", "/api/v1/work/{id}/rerun", "{}") { Scope = ApiScopes.WebhooksWrite, Sample = "/api/v1/work/{work}/rerun" },
        new("GET", "/api/v1/status") { Scope = ApiScopes.Read },
        new("POST", "/api/v1/status/test", "{}") { Scope = ApiScopes.Track },
        new("GET", "/api/v1/programs/me") { Scope = ApiScopes.Read },
        new("PATCH", "/api/v1/programs/me", """{"min_payout_cents":1000}""")
        {
            Scope = ApiScopes.CommissionsWrite,
            Texts = [new("name", 200), new("default_destination", 2_000), new("attribution_model", 32), new("coupon_rule", 32)],
        },
        new("GET", "/api/v1/plans") { Scope = ApiScopes.Read, HasPages = true },
        new("POST", "/api/v1/plans", """{"name":"New plan"}""")
        {
            Scope = ApiScopes.CommissionsWrite,
            Texts = [new("name", 100) { IsRequired = true }, new("selection", 64), new("rounding", 64), new("program_id", 64)],
        },
        new("GET", "/api/v1/plans/{id}") { Scope = ApiScopes.Read, Sample = "/api/v1/plans/{plan}" },
        new("PATCH", "/api/v1/plans/{id}", """{"max_sales":12}""")
        {
            Scope = ApiScopes.CommissionsWrite,
            Sample = "/api/v1/plans/{plan}",
            Texts = [new("name", 100), new("apply_from", 40)],
        },
        new("POST", "/api/v1/plans/{id}/deactivate", "{}") { Scope = ApiScopes.CommissionsWrite, Sample = "/api/v1/plans/{plan}/deactivate" },
        new("GET", "/api/v1/flows") { Scope = ApiScopes.Read, HasPages = true },
        new("POST", "/api/v1/flows", """{"name":"New flow","action_type":"percentage","action_value":30}""")
        {
            Scope = ApiScopes.CommissionsWrite,
            Texts =
            [
                new("name", 100) { IsRequired = true }, new("action_type", 32) { IsRequired = true }, new("event", 64), new("currency", 3),
                new("step_by", 16), new("plan_id", 64), new("apply_from", 40), new("program_id", 64),
            ],
        },
        new("GET", "/api/v1/flows/{id}") { Scope = ApiScopes.Read, Sample = "/api/v1/flows/{flow}" },
        new("PATCH", "/api/v1/flows/{id}", """{"priority":5}""")
        {
            Scope = ApiScopes.CommissionsWrite,
            Sample = "/api/v1/flows/{flow}",
            Texts = [new("name", 100), new("event", 64)],
        },
        new("POST", "/api/v1/flows/{id}/deactivate", "{}") { Scope = ApiScopes.CommissionsWrite, Sample = "/api/v1/flows/{flow}/deactivate" },
        new("GET", "/api/v1/groups") { Scope = ApiScopes.Read, HasPages = true },
        new("POST", "/api/v1/groups", """{"name":"New group"}""")
        {
            Scope = ApiScopes.CommissionsWrite,
            Texts = [new("name", 100) { IsRequired = true }, new("approval", 16), new("plan_id", 64), new("program_id", 64)],
        },
        new("GET", "/api/v1/groups/{id}") { Scope = ApiScopes.Read, Sample = "/api/v1/groups/{group}" },
        new("PATCH", "/api/v1/groups/{id}", """{"commission_pct":25}""")
        {
            Scope = ApiScopes.CommissionsWrite,
            Sample = "/api/v1/groups/{group}",
            Texts = [new("name", 100), new("approval", 16), new("effective_from", 40)],
        },
        new("POST", "/api/v1/partners/{id}/terms", """{"group_id":"{group2}"}""")
        {
            Scope = ApiScopes.CommissionsWrite,
            Sample = "/api/v1/partners/{alpha}/terms",
            Texts = [new("group_id", 64), new("plan_id", 64)],
        },
        new("POST", "/api/v1/groups/{id}/deactivate", "{}") { Scope = ApiScopes.CommissionsWrite, Sample = "/api/v1/groups/{group}/deactivate" },
        new("GET", "/api/v1/analytics") { Scope = ApiScopes.Read, HasPages = true, HasPeriod = true },
        new("GET", "/api/v1/reports/attribution") { Scope = ApiScopes.Read, HasPages = true, HasPeriod = true },
        new("GET", "/api/v1/analytics/daily") { Scope = ApiScopes.Read, HasPeriod = true },
        new("GET", "/api/v1/analytics/activity") { Scope = ApiScopes.Read, HasPages = true, HasPeriod = true, PageSize = 10 },
        new("GET", "/api/v1/analytics/returns") { Scope = ApiScopes.Read, HasPeriod = true },
        new("GET", "/api/v1/api-keys") { Scope = ApiScopes.KeysWrite, HasPages = true },
        new("POST", "/api/v1/api-keys", """{"name":"CI","scopes":["keys.write"]}""")
        {
            Scope = ApiScopes.KeysWrite,
            Texts = [new("name", 100) { IsRequired = true }],
        },
        new("GET", "/api/v1/api-keys/{id}") { Scope = ApiScopes.KeysWrite, Sample = "/api/v1/api-keys/{key1}" },
        new("POST", "/api/v1/api-keys/{id}/rotate") { Scope = ApiScopes.KeysWrite, Sample = "/api/v1/api-keys/{key1}/rotate" },
        new("DELETE", "/api/v1/api-keys/{id}") { Scope = ApiScopes.KeysWrite, Sample = "/api/v1/api-keys/{key2}" },
        new("GET", "/api/v1/payments/backfill") { Scope = ApiScopes.Read, HasPages = true },
        new("POST", "/api/v1/payments/backfill", """{"provider":"acme","from":"2026-01-01","to":"2026-01-31"}""")
        {
            Scope = ApiScopes.CommissionsWrite,
            Texts = [new("provider", 64) { IsRequired = true }, new("endpoint", 64), new("from", 40), new("to", 40)],
        },
        new("GET", "/api/v1/payments/backfill/{id}") { Scope = ApiScopes.Read, Sample = "/api/v1/payments/backfill/{backfill}" },
        new("POST", "/api/v1/payments/backfill/{id}/cancel", "{}")
        {
            Scope = ApiScopes.CommissionsWrite,
            Sample = "/api/v1/payments/backfill/{backfill}/cancel",
        },
        new("POST", "/api/v1/payments/backfill/{id}/resume", "{}")
        {
            Scope = ApiScopes.CommissionsWrite,
            Sample = "/api/v1/payments/backfill/{backfill}/resume",
        },
        new("GET", "/api/v1/payments/reconciliation") { Scope = ApiScopes.Read, Query = "?provider=acme", HasPeriod = true },
        new("POST", "/api/v1/payments/reconciliation/credit", """{"sale_id":"{sale}"}""")
        {
            Scope = ApiScopes.CommissionsWrite,
            Texts = [new("sale_id", 64) { IsRequired = true }, new("endpoint", 64)],
        },
        new("GET", "/api/v1/webhooks") { Scope = ApiScopes.Read, HasPages = true },
        new("POST", "/api/v1/webhooks", """{"url":"https://93.184.215.14/hook"}""")
        {
            Scope = ApiScopes.WebhooksWrite,
            Texts = [new("url", 2_000) { IsRequired = true }, new("description", 200)],
        },
        new("GET", "/api/v1/webhooks/{id}") { Scope = ApiScopes.Read, Sample = "/api/v1/webhooks/{endpoint}" },
        new("PATCH", "/api/v1/webhooks/{id}", """{"description":"changed"}""")
        {
            Scope = ApiScopes.WebhooksWrite,
            Sample = "/api/v1/webhooks/{endpoint}",
            Texts = [new("url", 2_000), new("description", 200)],
        },
        new("DELETE", "/api/v1/webhooks/{id}") { Scope = ApiScopes.WebhooksWrite, Sample = "/api/v1/webhooks/{endpoint2}" },
        new("POST", "/api/v1/webhooks/{id}/rotate", "{}") { Scope = ApiScopes.WebhooksWrite, Sample = "/api/v1/webhooks/{endpoint}/rotate" },
        new("POST", "/api/v1/webhooks/{id}/test", "{}") { Scope = ApiScopes.WebhooksWrite, Sample = "/api/v1/webhooks/{endpoint}/test" },
        new("POST", "/api/v1/webhooks/{id}/replay", """{"from":"2026-01-01"}""")
        {
            Scope = ApiScopes.WebhooksWrite,
            Sample = "/api/v1/webhooks/{endpoint}/replay",
            Texts = [new("from", 40) { IsRequired = true }, new("to", 40)],
        },
        new("GET", "/api/v1/webhooks/{id}/deliveries")
        {
            Scope = ApiScopes.Read,
            Sample = "/api/v1/webhooks/{endpoint}/deliveries",
            HasPages = true,
            HasPeriod = true,
        },
        new("GET", "/api/v1/webhooks/{id}/deliveries/{delivery}")
        {
            Scope = ApiScopes.Read,
            Sample = "/api/v1/webhooks/{endpoint}/deliveries/{delivery}",
        },
        new("POST", "/api/v1/webhooks/{id}/deliveries/{delivery}/resend", "{}")
        {
            Scope = ApiScopes.WebhooksWrite,
            Sample = "/api/v1/webhooks/{endpoint}/deliveries/{delivery}/resend",
        },
        new("POST", "/api/v1/webhooks/{id}/deliveries/resend", "{}")
        {
            Scope = ApiScopes.WebhooksWrite,
            Sample = "/api/v1/webhooks/{endpoint}/deliveries/resend",
            Texts = [new("from", 40), new("to", 40)],
        },
        new("GET", "/api/v1/inbox") { Scope = ApiScopes.Read, HasPages = true },
        new("GET", "/api/v1/inbox/{id}") { Scope = ApiScopes.Read, Sample = "/api/v1/inbox/{message}" },
        new("POST", "/api/v1/inbox/{id}/rerun", "{}") { Scope = ApiScopes.WebhooksWrite, Sample = "/api/v1/inbox/{message}/rerun" },
        new("POST", "/api/v1/inbox/rerun", "{}") { Scope = ApiScopes.WebhooksWrite, Texts = [new("status", 64)] },
        new("POST", "/webhooks/{provider}", "{}") { Sample = "/webhooks/acme", IsWebhook = true, BodyLimit = 2 * 1024 * 1024 },
        new("POST", "/webhooks/{provider}/{endpoint}", "{}") { Sample = "/webhooks/acme/live", IsWebhook = true, BodyLimit = 2 * 1024 * 1024 },
    ];

    public static IEnumerable<Route> WithKey => All.Where(route => route.Scope != ApiScopes.None);

    /// <summary>The routes that open one partner's data.</summary>
    public static IEnumerable<Route> OfPartners => All.Where(route => route.IsEmbedded || route is { IsPortal: true, IsDoor: false });

    /// <summary>The routes that take JSON objects.</summary>
    public static IEnumerable<Route> WithJson => All.Where(route => route is { Body: not null, IsWebhook: false });

    public static Route Find(string name) => All.Single(route => route.ToString() == name);
}

/// <summary>One route.</summary>
/// <param name="Method">The method.</param>
/// <param name="Pattern">The path below the prefix.</param>
/// <param name="Body">A body that is accepted.</param>
internal sealed record Route(string Method, string Pattern, string? Body = null)
{
    public ApiScopes Scope { get; init; }

    public string? Sample { get; init; }

    public IReadOnlyList<TextField> Texts { get; init; } = [];

    public int BodyLimit { get; init; } = 64 * 1024;

    public bool IsBeacon { get; init; }

    public bool IsWebhook { get; init; }

    /// <summary>Whether it takes a partner's embed token.</summary>
    public bool IsEmbedded { get; init; }

    /// <summary>Whether it takes a partner's session.</summary>
    public bool IsPortal { get; init; }

    /// <summary>Whether it begins or ends sessions, so that it needs none.</summary>
    public bool IsDoor { get; init; }

    public bool HasPages { get; init; }

    public bool HasPeriod { get; init; }

    /// <summary>How many lines a page has when nobody says.</summary>
    public int PageSize { get; init; } = 20;

    /// <summary>What a call that works needs behind its path.</summary>
    public string Query { get; init; } = "";

    public string Path => "/affiliate" + (Sample ?? Pattern);

    public string With(string field, JsonNode? value)
    {
        var body = JsonNode.Parse(Body!)!.AsObject();
        body[field] = value;
        return body.ToJsonString();
    }

    public string Without(string field)
    {
        var body = JsonNode.Parse(Body!)!.AsObject();
        body.Remove(field);
        return body.ToJsonString();
    }

    /// <summary>Whether a path is one of this route's.</summary>
    public bool IsAt(string path) =>
        Regex.IsMatch(path, "^/affiliate" + Regex.Replace(Regex.Escape(Pattern), @"\\\{\w+}", "[^/]+") + "$");

    public override string ToString() => $"{Method} {Pattern}";
}

/// <summary>A text in a body.</summary>
internal sealed record TextField(string Name, int MaxLength)
{
    public bool IsRequired { get; init; }
}
