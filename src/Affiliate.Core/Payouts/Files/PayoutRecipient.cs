namespace Affiliate;

/// <summary>Whom a file pays, or why a payout cannot go into it. Pure.</summary>
/// <param name="Address">Where the money goes; <see langword="null"/> when it cannot go into the file.</param>
/// <param name="Reason">Why it cannot, as a code of <see cref="PayoutLeftOut.Reason"/>.</param>
internal readonly record struct PayoutRecipient(string? Address, string? Reason)
{
    /// <param name="format">Who takes the file.</param>
    /// <param name="origin">Where the money comes from.</param>
    /// <param name="payout">The payout.</param>
    /// <param name="partner">Its partner.</param>
    /// <param name="hasAccount">Whether the partner said where to be paid.</param>
    /// <param name="details">What the partner said; <see langword="null"/> when nothing, or when it cannot be read.</param>
    public static PayoutRecipient Of(
        PayoutFileFormat format, PayoutOrigin origin, Payout payout, Partner partner, bool hasAccount, PayoutDetails? details)
    {
        // A table is also for looking things up; a file that moves money must not have what was paid or called off.
        if (format != PayoutFileFormat.Csv && payout.Status is not (PayoutStatus.Requested or PayoutStatus.Pending))
        {
            return No("not_open");
        }

        // The e-mail address must not stand in for an account that cannot be read.
        if (hasAccount && details is null)
        {
            return No("account_unreadable");
        }

        return (format, details) switch
        {
            (PayoutFileFormat.Csv, _) => new(details?.Address ?? partner.Email, null),
            (PayoutFileFormat.Sepa, _) => Bank(
                payout, origin.Sepa is not null, SepaFile.Currency, SepaFile.MostMinorUnits, details, Iban.TryNormalize(details?.Address, out var iban) ? iban : null),
            (PayoutFileFormat.Nacha, _) => Bank(
                payout, origin.Nacha is not null, NachaFile.Currency, NachaFile.MostMinorUnits, details, details?.Bank?.RoutingNumber is null ? null : details.Address),
            (_, null) => Email(partner.Email),
            (PayoutFileFormat.Paypal, { Method: PayoutMethod.Paypal }) => new(details.Address, null),
            (PayoutFileFormat.Wise, { Method: PayoutMethod.BankTransfer }) => Email(details.Address),
            _ => No("other_method"),
        };
    }

    private static PayoutRecipient Bank(
        Payout payout, bool hasOrigin, string currency, long most, PayoutDetails? details, string? account) =>
        !hasOrigin ? No("no_origin")
        : details is { Method: not PayoutMethod.BankTransfer } ? No("other_method")
        : payout.ToPay.Currency != currency ? No("other_currency")
        : payout.ToPay.MinorUnits > most ? No("too_large")
        : account is null ? No("no_bank_account")
        : new(account, null);

    private static PayoutRecipient Email(string address) =>
        !CsvText.IsLikeFormula(address) && EmailAddress.TryNormalize(address, out _) ? new(address, null) : No("no_email_address");

    private static PayoutRecipient No(string reason) => new(null, reason);
}
