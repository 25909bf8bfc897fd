namespace Affiliate;

/// <summary>Who pays by a NACHA file, as the bank that takes the file has agreed.</summary>
/// <param name="RoutingNumber">The nine digits of that bank.</param>
/// <param name="BankName">Its name; the file has at most 23 characters of it.</param>
/// <param name="CompanyName">The name of whoever pays, which partners see on their accounts; at most 16 characters.</param>
/// <param name="CompanyId">What the bank calls the company, 10 letters and digits, for example <c>1</c> and the tax number.</param>
/// <param name="ImmediateOrigin">What the bank calls the sender of the file, if that is another one; at most 10 letters and digits.</param>
public sealed record NachaOrigin(
    string RoutingNumber, string BankName, string CompanyName, string CompanyId, string? ImmediateOrigin = null)
{
    internal const int IdLength = 10;
    internal const int CompanyNameLength = 16;
    internal const int BankNameLength = 23;

    /// <summary>What is wrong with it; <see langword="null"/> when nothing is.</summary>
    internal string? Problem() =>
        !BankRules.IsRoutingNumber(RoutingNumber ?? "") ? "The routing number must be nine digits that check (ABA)."
        : BankText.Of(BankName, BankNameLength) is null ? "The name of the bank must have letters."
        : CompanyName is not { Length: <= CompanyNameLength } || BankText.Of(CompanyName, CompanyNameLength) is null
            ? $"The name of the company must have 1 to {CompanyNameLength} characters."
        : !(CompanyId is { Length: IdLength } && CompanyId.All(char.IsAsciiLetterOrDigit))
            ? $"The company's identifier must have {IdLength} letters and digits."
        : ImmediateOrigin is not null && !(ImmediateOrigin.Length is > 0 and <= IdLength && ImmediateOrigin.All(char.IsAsciiLetterOrDigit))
            ? $"The immediate origin must have 1 to {IdLength} letters and digits."
        : null;
}
