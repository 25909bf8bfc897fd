namespace Affiliate.AspNetCore;

/// <summary>The fields of a program that say where the money of bank files comes from: <c>sepa_origin</c>, <c>nacha_origin</c>.</summary>
internal static class PayoutOriginFields
{
    private const string Sepa = "sepa_origin";
    private const string Nacha = "nacha_origin";

    /// <summary>What the given fields make of a program; each is replaced whole.</summary>
    public static Func<AffiliateProgram, AffiliateProgram> Read(JsonFields fields, InputErrors errors)
    {
        var sepa = fields.Object(Sepa, out _) is { } euro
            && euro.Text("name", BankRules.MaxHolderLength, isRequired: true) is { } name && euro.Text("iban", 42, isRequired: true) is { } iban
            ? new SepaOrigin(name, iban, euro.Text("bic", 11))
            : null;
        var nacha = fields.Object(Nacha, out _) is { } dollar
            && dollar.Text("routing_number", 9, isRequired: true) is { } routing
            && dollar.Text("bank_name", BankRules.MaxHolderLength, isRequired: true) is { } bank
            && dollar.Text("company_name", Affiliate.NachaOrigin.CompanyNameLength, isRequired: true) is { } company
            && dollar.Text("company_id", Affiliate.NachaOrigin.IdLength, isRequired: true) is { } id
            ? new NachaOrigin(routing, bank, company, id, dollar.Text("immediate_origin", Affiliate.NachaOrigin.IdLength))
            : null;
        foreach (var (field, problem) in new[] { (Sepa, sepa?.Problem()), (Nacha, nacha?.Problem()) })
        {
            if (problem is not null)
            {
                errors.Add(field, problem);
            }
        }

        return program => program with
        {
            SepaOrigin = fields.Has(Sepa) ? PayoutOrigin.Write(sepa) : program.SepaOrigin,
            NachaOrigin = fields.Has(Nacha) ? PayoutOrigin.Write(nacha) : program.NachaOrigin,
        };
    }
}

/// <summary>The account that SEPA files are paid from, as it is published.</summary>
internal sealed record SepaOriginBody(string Name, string IbanMasked, string? Bic)
{
    public static SepaOriginBody? Of(SepaOrigin? origin) => origin is null ? null : new(origin.Name, PayoutAccounts.Mask(origin.Iban), origin.Bic);
}

/// <summary>Who pays by NACHA files, as it is published.</summary>
internal sealed record NachaOriginBody(string RoutingNumber, string BankName, string CompanyName, string CompanyIdMasked, string? ImmediateOrigin)
{
    public static NachaOriginBody? Of(NachaOrigin? origin) => origin is null
        ? null
        : new(origin.RoutingNumber, origin.BankName, origin.CompanyName, PayoutAccounts.Mask(origin.CompanyId), origin.ImmediateOrigin);
}
