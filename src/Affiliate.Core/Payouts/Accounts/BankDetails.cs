namespace Affiliate;

/// <summary>What a bank needs beside the number of an account. Of <see cref="PayoutMethod.BankTransfer"/> only; kept encrypted.</summary>
public sealed record BankDetails
{
    /// <summary>Whose account it is; at most 70 characters. <see langword="null"/> for the name of the tax profile, else the partner's.</summary>
    public string? Holder { get; init; }

    /// <summary>The BIC of the bank, 8 or 11 characters; <see langword="null"/> where the IBAN says enough.</summary>
    public string? Bic { get; init; }

    /// <summary>
    /// The nine digits of a bank in the United States (ABA), for NACHA files; the address is the number of the account then.
    /// <see langword="null"/> elsewhere.
    /// </summary>
    public string? RoutingNumber { get; init; }

    /// <summary>Whether that is a savings account. Default: no, a checking account.</summary>
    public bool IsSavings { get; init; }
}

/// <summary>What bank accounts must satisfy. Pure.</summary>
internal static class BankRules
{
    public const int MaxHolderLength = 70;
    private const int MaxUsAccountLength = 17;

    /// <summary>What is wrong with a bank account; <see langword="null"/> when nothing is.</summary>
    public static string? Problem(PayoutMethod method, string account, BankDetails? bank) =>
        method != PayoutMethod.BankTransfer ? bank is null ? null : "Only bank transfers have details of a bank."
        : bank?.RoutingNumber is { } routing && !IsRoutingNumber(routing)
            ? "The routing number must be nine digits that check (ABA)."
        : bank?.RoutingNumber is not null && !(account.Length <= MaxUsAccountLength && account.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
            ? $"The address must be the number of the account beside a routing number, at most {MaxUsAccountLength} letters, digits and hyphens."
        : bank?.Bic is { } bic && !IsBic(bic) ? "The BIC must have 8 or 11 letters and digits in upper case."
        : bank?.Holder is { } holder && (holder.Length > MaxHolderLength || string.IsNullOrWhiteSpace(holder) || holder.Any(char.IsControl))
            ? $"The holder must have 1 to {MaxHolderLength} characters and no control characters."
        : bank?.RoutingNumber is null && Iban.IsMeant(account) && !Iban.TryNormalize(account, out _)
            ? "The check digits of the IBAN are wrong."
        : null;

    /// <summary>ISO 9362: four letters or digits, two letters of the country, two and perhaps three more letters or digits.</summary>
    public static bool IsBic(string text) => text.Length is 8 or 11
        && text.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c)) && text.Skip(4).Take(2).All(char.IsAsciiLetterUpper);

    /// <summary>Nine digits whose weighted sum (3, 7, 1, …) divides by ten.</summary>
    public static bool IsRoutingNumber(string text) => text.Length == 9 && text.All(char.IsAsciiDigit)
        && text.Select((digit, i) => (digit - '0') * (i % 3 == 0 ? 3 : i % 3 == 1 ? 7 : 1)).Sum() is > 0 and var sum && sum % 10 == 0;
}
