using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary><c>/partners/{id}/payout-account</c>: where a partner is paid (AH-30). Addresses are answered masked.</summary>
internal sealed class PayoutAccountsApi(PayoutAccounts accounts, AffiliateReports reports)
{
    public static void Map(ApiRoutes routes)
    {
        var api = routes.Create<PayoutAccountsApi>();
        routes.Get("/partners/{id}/payout-account", api.FindAsync, "Where a partner is paid, masked")
            .Gives<PayoutAccountBody>();
        routes.Map(HttpMethods.Put, "/partners/{id}/payout-account", ApiScopes.PayoutsWrite, api.SetAsync,
            "Set where a partner is paid, and the partner's tax profile", 200, 413, 415)
            .Gives<PayoutAccountBody>()
            .Takes("""{"payout_method":"paypal","payout_address":"alpha@example.com","bank":{"holder":"Partner Alpha","bic":"COBADEFFXXX","routing_number":"021000021","account_type":"checking"},"tax":{"legal_name":"Partner Alpha","postal_address":"1 Sample Street, Sample Town","country":"DE","tax_id":"DE000000000","tax_pct":19.5,"withholding_pct":0,"vat_treatment":"reverse_charge","self_billing_agreed_at":"2026-01-01T00:00:00Z"}}""", "payout_method", "payout_address");
    }

    public async Task<IResult> FindAsync(ApiCall call) =>
        await PartnerAsync(call).ConfigureAwait(false) is { } partner
        && await accounts.FindAsync(call.Program.Id, partner, call.Aborted).ConfigureAwait(false) is { } details
            ? Answer(partner, details)
            : Problem.NotFound;

    public async Task<IResult> SetAsync(ApiCall call)
    {
        var details = Read(call.Fields, call.Errors);
        if (call.Refusal is { } refusal)
        {
            return refusal;
        }

        return await PartnerAsync(call).ConfigureAwait(false) is { } partner
            && await accounts.SetAsync(call.Program.Id, partner, details!, call.Aborted).ConfigureAwait(false)
                ? Answer(partner, details!)
                : Problem.NotFound;
    }

    private static PayoutDetails? Read(JsonFields fields, InputErrors errors)
    {
        var method = fields.Choice<PayoutMethod>("payout_method", isRequired: true);
        var address = fields.Text("payout_address", PayoutAccounts.MaxAddressLength, isRequired: true);
        var tax = fields.Object("tax", out _);
        var profile = tax is null ? null : new TaxProfile
        {
            LegalName = tax.Text("legal_name", PayoutAccounts.MaxTextLength),
            PostalAddress = tax.Text("postal_address", PayoutAccounts.MaxTextLength),
            Country = tax.Text("country", 2)?.ToUpperInvariant(),
            TaxId = tax.Text("tax_id", PayoutAccounts.MaxTextLength),
            TaxRate = tax.Percent("tax_pct", isExact: true),
            WithholdingRate = tax.Percent("withholding_pct", isExact: true),
            VatTreatment = tax.Text("vat_treatment", PayoutAccounts.MaxTreatmentLength),
            SelfBillingAgreedAt = tax.Instant("self_billing_agreed_at"),
        };
        var bank = Bank(fields.Object("bank", out _));
        if (method is not { } chosen || address is null)
        {
            return null;
        }

        var details = new PayoutDetails(chosen, address, profile) { Bank = bank };
        if (PayoutAccounts.Problem(details) is { } problem)
        {
            errors.Add(bank is not null && problem == BankRules.Problem(details.Method, address, bank) ? "bank" : "payout_address", problem);
        }

        return details;
    }

    private static BankDetails? Bank(JsonFields? fields) => fields is null ? null : new BankDetails
    {
        Holder = fields.Text("holder", BankRules.MaxHolderLength),
        Bic = fields.Text("bic", 11)?.ToUpperInvariant(),
        RoutingNumber = fields.Text("routing_number", 9),
        IsSavings = fields.Choice<BankAccountType>("account_type") == BankAccountType.Savings,
    };

    private async Task<PartnerId?> PartnerAsync(ApiCall call) =>
        call.Id<PartnerId>() is { } id
            ? (await reports.PartnerAsync(call.Program.Id, id, call.Aborted).ConfigureAwait(false))?.Id
            : null;

    private static JsonAnswer<PayoutAccountBody> Answer(PartnerId partner, PayoutDetails details) =>
        new(PayoutAccountBody.Of(partner, details), ApiJson.Default.PayoutAccountBody);
}

/// <summary>Where a partner is paid, as it is published: enough to recognise it.</summary>
internal sealed record PayoutAccountBody(
    string PartnerId, string PayoutMethod, string PayoutAddressMasked, string? LegalName, string? Country, bool HasTaxId,
    decimal? TaxPct, string? VatTreatment, DateTimeOffset? SelfBillingAgreedAt, decimal? WithholdingPct, BankBody? Bank)
{
    public static PayoutAccountBody Of(PartnerId partner, PayoutDetails details) => new(
        partner.ToString(), WireName.Of(details.Method), PayoutAccounts.Mask(details.Address), details.Tax?.LegalName,
        details.Tax?.Country, details.Tax?.TaxId is not null, details.Tax?.TaxRate?.Percent,
        details.Tax?.VatTreatment, details.Tax?.SelfBillingAgreedAt, details.Tax?.WithholdingRate?.Percent,
        BankBody.Of(details.Bank));
}

/// <summary>The bank of an account, as it is published.</summary>
internal sealed record BankBody(string? Holder, string? Bic, string? RoutingNumber, string? AccountType)
{
    public static BankBody? Of(BankDetails? bank) => bank is null ? null : new(
        bank.Holder, bank.Bic, bank.RoutingNumber,
        bank.RoutingNumber is null ? null : WireName.Of(bank.IsSavings ? BankAccountType.Savings : BankAccountType.Checking));
}

/// <summary>What kind of account it is at a bank in the United States.</summary>
internal enum BankAccountType
{
    Checking,
    Savings,
}
