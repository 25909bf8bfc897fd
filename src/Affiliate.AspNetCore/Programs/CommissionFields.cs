namespace Affiliate.AspNetCore;

/// <summary>The fields of a program that say when and how commissions are booked.</summary>
internal static class CommissionFields
{
    /// <summary>What the given fields make of a program.</summary>
    public static Func<AffiliateProgram, AffiliateProgram> Read(JsonFields fields)
    {
        fields.RefuseNulls("hold_to_month_end", "hold_until_next_invoice", "book_in_program_currency");
        var toMonthEnd = fields.Flag("hold_to_month_end");
        var untilNext = fields.Flag("hold_until_next_invoice");
        var ownCurrency = fields.Flag("book_in_program_currency");
        return program => program with
        {
            HoldsToMonthEnd = toMonthEnd ?? program.HoldsToMonthEnd,
            HoldsUntilNextInvoice = untilNext ?? program.HoldsUntilNextInvoice,
            BooksInProgramCurrency = ownCurrency ?? program.BooksInProgramCurrency,
        };
    }
}
