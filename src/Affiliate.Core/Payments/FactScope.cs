namespace Affiliate;

/// <summary>The host's own names are unique per program; providers' references are unique by themselves.</summary>
internal static class FactScope
{
    public static string Of(string name, string provider, AffiliateProgram program) =>
        provider == Payment.HostProvider ? $"{program.Id}:{name}" : name;

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
