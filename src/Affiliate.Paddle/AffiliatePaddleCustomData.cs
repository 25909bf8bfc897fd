namespace Affiliate.Paddle;

/// <summary>What to write on Paddle's objects so that their payments find the partner.</summary>
public static class AffiliatePaddleCustomData
{
    /// <summary>
    /// The <c>custom_data</c> for a customer or visitor, set once at checkout: Paddle carries it from the transaction to the
    /// subscription made of it and on to every later transaction.
    /// </summary>
    /// <param name="customer">The host's customer, when signed in.</param>
    /// <param name="visit">What is known of the visitor: click id and visitor are written, whichever is known.</param>
    /// <param name="program">The id or key of the program; not needed for the default one.</param>
    /// <exception cref="ArgumentException">The program is not 1 to 64 printable ASCII characters.</exception>
    public static Dictionary<string, string> For(
        CustomerKey? customer = null, Visit? visit = null, string? program = null) =>
        PaymentMetadata.For(customer, visit, program);
}
