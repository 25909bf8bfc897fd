namespace Affiliate;

/// <summary>Where a partner is paid, in the clear. Never logged or put into events.</summary>
/// <param name="Method">How.</param>
/// <param name="Address">The e-mail address, <c>acct_…</c>, IBAN, number of a bank account or wallet; 1 to 254 characters.</param>
/// <param name="Tax">What the self-billing statement says of the partner; <see langword="null"/> when unknown.</param>
public sealed record PayoutDetails(PayoutMethod Method, string Address, TaxProfile? Tax = null)
{
    /// <summary>What a bank needs beside an account's number, for bank transfers; <see langword="null"/> when an IBAN says enough.</summary>
    public BankDetails? Bank { get; init; }
}

/// <summary>What a self-billing statement must say of a partner. Texts have at most 200 characters.</summary>
public sealed record TaxProfile
{
    /// <summary>The name of the person or company.</summary>
    public string? LegalName { get; init; }

    /// <summary>The postal address, with line breaks.</summary>
    public string? PostalAddress { get; init; }

    /// <summary>The two-letter country code.</summary>
    public string? Country { get; init; }

    /// <summary>The tax number, for example a VAT id.</summary>
    public string? TaxId { get; init; }

    /// <summary>How payouts are treated for VAT, for example <c>reverse_charge</c>; at most 64 characters. Shown, not computed.</summary>
    public string? VatTreatment { get; init; }

    /// <summary>When the partner agreed to statements in their name (self-billing); <see langword="null"/> while they did not.</summary>
    public DateTimeOffset? SelfBillingAgreedAt { get; init; }

    /// <summary>
    /// The part of payouts that is kept back for the tax office, below 100 %; <see langword="null"/> for what the program says
    /// (<see cref="ProgramOptions.WithholdingRate"/>), 0 for nothing.
    /// </summary>
    public Rate? WithholdingRate { get; init; }

    /// <summary>The tax that payouts to the partner include; <see langword="null"/> when none is shown.</summary>
    public Rate? TaxRate { get; init; }
}
