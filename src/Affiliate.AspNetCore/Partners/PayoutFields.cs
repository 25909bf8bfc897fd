namespace Affiliate.AspNetCore;

/// <summary>
/// Where a partner is paid, as fields of the partner (AH-30): <c>payout_method</c> with <c>payout_email</c>,
/// <c>stripe_account_id</c> or <c>payout_address</c>.
/// </summary>
internal static class PayoutFields
{
    private const string Method = "payout_method";
    private const string Email = "payout_email";
    private const string Account = "stripe_account_id";
    private const string Address = "payout_address";

    public static bool AreGiven(JsonFields fields) => new[] { Method, Email, Account, Address }.Any(fields.Has);

    /// <summary>Reads the fields; what is left out stays as it was, and the tax profile with it.</summary>
    /// <param name="fields">The call's fields.</param>
    /// <param name="errors">Where errors are collected.</param>
    /// <param name="known">Where the partner was paid so far.</param>
    /// <param name="email">The partner's own address, which PayPal pays to when no other is given.</param>
    public static PayoutDetails? Read(JsonFields fields, InputErrors errors, PayoutDetails? known, string? email)
    {
        if (!AreGiven(fields))
        {
            return null;
        }

        fields.RefuseNulls(Method, Email, Account, Address);
        var payoutEmail = fields.Text(Email, EmailAddress.MaxLength);
        var account = fields.Text(Account, PayoutAccounts.MaxAddressLength);
        var address = fields.Text(Address, PayoutAccounts.MaxAddressLength);
        var method = fields.Choice<PayoutMethod>(Method) ?? (account is not null ? PayoutMethod.Stripe
            : payoutEmail is not null && known?.Method != PayoutMethod.BankTransfer ? PayoutMethod.Paypal
            : known?.Method);
        if (method is null && !errors.Has(Method))
        {
            errors.Add(Method, "Is required.");
        }

        if (errors.Any || method is not { } chosen)
        {
            return null;
        }

        var (name, given) = chosen switch
        {
            PayoutMethod.Stripe => (Account, account),
            PayoutMethod.Paypal => (Email, payoutEmail),
            PayoutMethod.BankTransfer when address is null && payoutEmail is not null => (Email, payoutEmail),
            _ => (Address, address),
        };
        RefuseOthers(errors, chosen, name, (Email, payoutEmail), (Account, account), (Address, address));
        var target = given ?? (known?.Method == chosen ? known.Address : chosen == PayoutMethod.Paypal ? email : null);
        if (target is null)
        {
            errors.Add(name, $"Is required for the payout method '{WireName.Of(chosen)}'.");
            return null;
        }

        var details = new PayoutDetails(chosen, target, known?.Tax)
        {
            // Of another account the bank is another one too.
            Bank = known?.Method == chosen && known.Address == target ? known.Bank : null,
        };
        if (PayoutAccounts.Problem(details) is { } problem)
        {
            errors.Add(name, problem);
        }

        return details;
    }

    private static void RefuseOthers(InputErrors errors, PayoutMethod method, string name, params ReadOnlySpan<(string Name, string? Value)> fields)
    {
        foreach (var (other, value) in fields)
        {
            if (value is not null && other != name)
            {
                errors.Add(other, $"Does not go with the payout method '{WireName.Of(method)}'.");
            }
        }
    }
}
