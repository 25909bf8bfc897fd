namespace Affiliate;

/// <summary>When a customer is bound to the partner who sent them.</summary>
public enum BindingMoment
{
    /// <summary>At sign-up, else at the first sale: what happens in between changes nothing.</summary>
    SignUp,

    /// <summary>
    /// At the first sale: the clicks that the customer's visits brought, also those after the sign-up, compete then. Sign-ups
    /// and sign-ins only note the visits.
    /// </summary>
    FirstSale,
}
