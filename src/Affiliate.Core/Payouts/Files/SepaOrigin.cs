namespace Affiliate;

/// <summary>The account that SEPA credit transfers are paid from.</summary>
/// <param name="Name">The name of whoever pays, as the bank knows it; at most 70 characters.</param>
/// <param name="Iban">The account's IBAN.</param>
/// <param name="Bic">The bank's BIC; <see langword="null"/> where the bank does not ask for it.</param>
public sealed record SepaOrigin(string Name, string Iban, string? Bic = null)
{
    /// <summary>What is wrong with it; <see langword="null"/> when nothing is.</summary>
    internal string? Problem() =>
        Name is not { Length: > 0 and <= BankRules.MaxHolderLength } || BankText.Of(Name, BankRules.MaxHolderLength) is null
            ? $"The name must have 1 to {BankRules.MaxHolderLength} characters, some of them Latin letters."
        : !Affiliate.Iban.TryNormalize(Iban, out _) ? "The IBAN must be one, with right check digits."
        : Bic is { } bic && !BankRules.IsBic(bic) ? "The BIC must have 8 or 11 letters and digits in upper case."
        : null;
}
