using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Saas;

/// <summary>Tells whoever started the sample what they can do with it.</summary>
internal static class WhatToTry
{
    public static void Print(WebApplication app)
    {
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        var url = addresses.First();
        Console.WriteLine($$"""

            The sample runs on {{url}}. Try, in another terminal:

              # a visitor arrives through alpha's link (or open {{url}}/pricing?ref=alpha in a browser)
              curl -c cookies -H 'Content-Type: application/json' -d '{"ref":"alpha","landing":"/pricing"}' {{url}}/affiliate/track/click

              # and signs up
              curl -b cookies -H 'Content-Type: application/json' -d '{"email":"user@example.com","password":"correct horse"}' {{url}}/signup

              # and pays: this sends what Stripe sends, signed as Stripe signs it
              URL={{url}} samples/Saas/pay.sh USER_ID

              # what came of it, with the key that the first start printed (or wrote to Affiliate__ApiKeyFile)
              curl -H "Authorization: Bearer $KEY" {{url}}/affiliate/api/v1/commissions
              curl -H "Authorization: Bearer $KEY" {{url}}/affiliate/api/v1/events
              curl -H "Authorization: Bearer $KEY" {{url}}/affiliate/api/v1/analytics
              curl -H "Authorization: Bearer $KEY" {{url}}/affiliate/api/v1/analytics/daily
              curl -H "Authorization: Bearer $KEY" {{url}}/affiliate/api/v1/analytics/activity
              curl -H "Authorization: Bearer $KEY" '{{url}}/affiliate/api/v1/analytics?group_by=source&funnel=true'

              # who is credited and why, and what each attribution model would have credited
              curl -H "Authorization: Bearer $KEY" '{{url}}/affiliate/api/v1/referrals/explain?customer_key=USER_ID'
              curl -H "Authorization: Bearer $KEY" {{url}}/affiliate/api/v1/reports/attribution

              # why a commission is what it is (COMMISSION_ID is in /commissions)
              curl -H "Authorization: Bearer $KEY" {{url}}/affiliate/api/v1/commissions/COMMISSION_ID/explain

              # put alpha under the plan 'Products and steps' (PLAN_ID is in /plans): it counts from the next sale
              curl -H "Authorization: Bearer $KEY" -H 'Content-Type: application/json' -d '{"plan_id":"PLAN_ID"}' {{url}}/affiliate/api/v1/partners/PARTNER_ID/terms

              # what that plan would have paid for all sales so far; nothing is changed
              curl -H "Authorization: Bearer $KEY" -H 'Content-Type: application/json' -d '{"plan_id":"PLAN_ID"}' {{url}}/affiliate/api/v1/plans/what-if

              # a link of alpha's with a rule (PARTNER_ID is in /partners), and where it would lead whom
              curl -H "Authorization: Bearer $KEY" -H 'Content-Type: application/json' -d '{"slug":"spring","partner_id":"PARTNER_ID",
                "destination_url":"/","rules":[{"name":"phones","destination_url":"/pricing","conditions":{"device_in":["mobile"] } }] }' {{url}}/affiliate/api/v1/links
              curl -H "Authorization: Bearer $KEY" '{{url}}/affiliate/r/spring?preview=1&device=mobile'

              # the user becomes a partner, and sees what the portal shows a partner
              curl -c session -H 'Content-Type: application/json' -d '{"email":"user@example.com","password":"correct horse"}' {{url}}/signin
              curl -b session -H 'Content-Type: application/json' -d '{"slug":"gamma"}' {{url}}/partners/join
              curl -b session {{url}}/affiliate/portal/dashboard
              curl -b session -H 'Content-Type: application/json' -H 'Affiliate-Request: 1' -H 'Origin: {{url}}' \
                -d '{"slug":"gamma-pricing","destination_url":"/pricing"}' {{url}}/affiliate/portal/links

              # alpha has no account here and signs in with a mailed code (CODE is written to this console)
              curl -H 'Content-Type: application/json' -H 'Affiliate-Request: 1' -H 'Origin: {{url}}' -d '{"email":"alpha@partners.example"}' {{url}}/affiliate/portal/sign-in
              curl -c alpha -H 'Content-Type: application/json' -H 'Affiliate-Request: 1' -H 'Origin: {{url}}' \
                -d '{"email":"alpha@partners.example","code":"CODE"}' {{url}}/affiliate/portal/sign-in/code
              curl -b alpha {{url}}/affiliate/portal/commissions

              # every route: {{url}}/openapi/v1.json

            """);
    }
}
