namespace Affiliate;

/// <summary>
/// The host's own names are unique per program, and those of networks and pages among themselves, so that these take no name
/// of the host's; providers' references are unique by themselves.
/// </summary>
internal static class FactScope
{
    public static string Of(string name, string provider, AffiliateProgram program) => Of(name, provider, program.Id);

    /// <summary>Whether names of this provider are unique per program only, and repeats must mean the same (C11).</summary>
    public static bool IsPerProgram(string provider) =>
        provider is Payment.HostProvider or Payment.PostbackProvider or Payment.PixelProvider;

    /// <summary>What a name can stand for in a program, the host's own first.</summary>
    public static IEnumerable<string> All(string name, ProgramId program) =>
        new[] { Payment.HostProvider, "", Payment.PostbackProvider, Payment.PixelProvider }.Select(provider => Of(name, provider, program));

    private static string Of(string name, string provider, ProgramId program) =>
        provider == Payment.HostProvider ? $"{program}:{name}"
        : IsPerProgram(provider) ? $"{provider}:{program}:{name}"
        : name;

    public static Payment Of(Payment payment, AffiliateProgram program) =>
        payment with
        {
            SubscriptionReference = payment.SubscriptionReference is { } subscription
                ? Of(subscription, payment.Provider, program)
                : null,
            CustomerReference = payment.CustomerReference is { } customer
                ? Of(customer, payment.Provider, program)
                : null,
        };
}
