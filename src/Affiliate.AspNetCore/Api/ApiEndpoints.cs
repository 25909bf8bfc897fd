using Microsoft.AspNetCore.Routing;

namespace Affiliate.AspNetCore;

/// <summary>Maps the management API: each feature maps its own routes.</summary>
internal static class ApiEndpoints
{
    public static void Map(RouteGroupBuilder group, IServiceProvider services)
    {
        var routes = new ApiRoutes(group, services);
        LeadEndpoint.Map(routes);
        SaleEndpoint.Map(routes);
        CancellationEndpoint.Map(routes);
        RefundEndpoint.Map(routes);
        ConversionEndpoint.Map(routes);
        PostbackEndpoint.Map(routes);
        EventsApi.Map(routes);
        ReversalsApi.Map(routes);
        CommissionsApi.Map(routes);
        CommissionDecisionsApi.Map(routes);
        ProofApi.Map(routes);
        WhatIfApi.Map(routes);
        LedgerApi.Map(routes);
        PayoutsApi.Map(routes);
        PayoutDocumentsApi.Map(routes);
        PayoutScheduleApi.Map(routes);
        PayoutAccountsApi.Map(routes);
        PartnersApi.Map(routes);
        LinksApi.Map(routes);
        CampaignsApi.Map(routes);
        PartnerChangesApi.Map(routes);
        ProgramApi.Map(routes);
        CouponsApi.Map(routes);
        ReferralsApi.Map(routes);
        ClicksApi.Map(routes);
        CustomersApi.Map(routes);
        EmbedApi.Map(routes);
        WorkApi.Map(routes);
        StatusApi.Map(routes);
        PlansApi.Map(routes);
        FlowsApi.Map(routes);
        GroupsApi.Map(routes);
        AnalyticsApi.Map(routes);
        DailyApi.Map(routes);
        ActivityApi.Map(routes);
        ReturnsApi.Map(routes);
        AttributionReportApi.Map(routes);
        ApiKeysApi.Map(routes);
        BackfillApi.Map(routes);
        ReconciliationApi.Map(routes);
        WebhooksApi.Map(routes);
        DeliveriesApi.Map(routes);
        InboxApi.Map(routes);
    }
}
