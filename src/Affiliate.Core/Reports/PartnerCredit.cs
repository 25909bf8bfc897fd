namespace Affiliate;

/// <summary>What a partner was credited with, and what each attribution model would have credited.</summary>
/// <param name="Partner">The partner.</param>
/// <param name="Credited">What was decided.</param>
/// <param name="Models">What the models say, the library's own first.</param>
public sealed record PartnerCredit(Partner Partner, ModelCredit Credited, IReadOnlyList<ModelCredit> Models);

/// <summary>A partner's part of the sales.</summary>
/// <param name="Model">The model's name, or <c>credited</c> for what was decided.</param>
/// <param name="Sales">How many sales, with up to four decimals where models share one.</param>
/// <param name="Revenue">The commission base of those sales, one amount per currency; parts of a sale add up to it.</param>
public sealed record ModelCredit(string Model, decimal Sales, IReadOnlyList<Money> Revenue);
