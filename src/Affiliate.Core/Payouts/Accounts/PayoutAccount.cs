namespace Affiliate;

/// <summary>Where a partner is paid, and the partner's tax profile: both encrypted (semantics 23).</summary>
public sealed record PayoutAccount : IRecord<PayoutAccount>
{
    /// <summary>The partner.</summary>
    public required PartnerId PartnerId { get; init; }

    /// <summary>The program.</summary>
    public required ProgramId ProgramId { get; init; }

    /// <summary>How the partner is paid.</summary>
    public required PayoutMethod Method { get; init; }

    /// <summary>The address of the account, encrypted under the installation secret.</summary>
    public required string SealedAddress { get; init; }

    /// <summary>What a bank needs beside the address (<see cref="BankDetails"/>), encrypted; <see langword="null"/> when nothing was said.</summary>
    public string? SealedBank { get; init; }

    /// <summary>
    /// The keyed hash of the address, however it is written, by which two partners with one account are recognised;
    /// <see langword="null"/> for accounts that were set before there was one.
    /// </summary>
    public string? AddressHash { get; init; }

    /// <summary>The tax profile, encrypted under the installation secret; <see langword="null"/> when there is none.</summary>
    public string? SealedTaxProfile { get; init; }

    /// <summary>The part of payouts that is kept back for the tax office; <see langword="null"/> for what the program says.</summary>
    public Rate? WithholdingRate { get; init; }

    /// <summary>When it was set or changed.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>How often the row was changed.</summary>
    public int Version { get; init; }

    /// <inheritdoc />
    public static RecordType<PayoutAccount> Record { get; } = new RecordType<PayoutAccount>("payout_accounts", a => a.PartnerId)
        .Index(a => a.ProgramId, a => a.AddressHash)
        .Versioned(a => a.Version)
        .Text(1_000, a => a.SealedAddress, a => a.SealedBank)
        .Text(KeyedHash.MaxLength, a => a.AddressHash)
        .Text(4_000, a => a.SealedTaxProfile);

    /// <summary>The key of a partner's account.</summary>
    public static Key<PayoutAccount> Of(PartnerId partner) => Record.ByPrimaryKey(partner);
}

/// <summary>How a partner is paid (AH-30).</summary>
public enum PayoutMethod
{
    /// <summary>PayPal, to an e-mail address.</summary>
    Paypal,

    /// <summary>Stripe Connect, to a connected account <c>acct_…</c>.</summary>
    Stripe,

    /// <summary>A bank account, for example an IBAN, or the e-mail address of a Wise recipient.</summary>
    BankTransfer,

    /// <summary>A wallet's address.</summary>
    Crypto,
}
