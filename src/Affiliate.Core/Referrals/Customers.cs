namespace Affiliate;

/// <summary>Finds customers, or makes them when they are first heard of.</summary>
internal static class Customers
{
    /// <summary>How many customers of one address are looked at: a shared mailbox has some, a test's may have any number.</summary>
    private const int MostNamesakes = 20;

    /// <summary>The first customers with an e-mail address, also by hashes of earlier secrets.</summary>
    public static Task<IReadOnlyList<Customer>> NamesakesAsync(
        IAffiliateUnit unit, ProgramId program, HashedEmail email, CancellationToken ct) => unit.ListAsync(
        Query<Customer>.All.Equal(c => c.ProgramId, program).In(c => c.EmailHash, email.Earlier.Prepend(email.Hash))
            .Ascending(c => c.CreatedAt).Take(MostNamesakes), ct);

    public static async Task<Customer> FindOrAddAsync(
        IAffiliateUnit unit, ProgramId program, CustomerKey key, HashedEmail? email, DateTimeOffset now, CancellationToken ct,
        IReadOnlyCollection<string>? fingerprints = null)
    {
        if (await unit.FindAsync(Customer.ByKey(program, key), ct).ConfigureAwait(false) is { } known)
        {
            return Learn(unit, known, email, fingerprints ?? []);
        }

        var customer = With(
            new Customer
            {
                Id = AffiliateId.New<CustomerId>(now),
                ProgramId = program,
                Lookup = LookupKey.Of(key.Value),
                Key = key.Value,
                CreatedAt = now,
            },
            email,
            fingerprints ?? []);
        unit.Add(customer);
        return customer;
    }

    /// <summary>The customer with what is newly known; the same one when nothing is.</summary>
    public static Customer Learn(IAffiliateUnit unit, Customer known, HashedEmail? email, IReadOnlyCollection<string> fingerprints)
    {
        var learned = With(known, email, fingerprints);
        if (learned != known)
        {
            unit.Save(learned);
        }

        return learned;
    }

    /// <summary>Drops what is known of a person who is gone at the provider.</summary>
    public static async Task ForgetAsync(IAffiliateUnit unit, PaymentReference? gone, CancellationToken ct)
    {
        // A customer whom the host named is the host's; one that only the provider named has nobody left to be for.
        if (gone is { CustomerId: { } id, Reference: { } reference }
            && await unit.FindAsync(Customer.ById(id), ct).ConfigureAwait(false) is { } customer
            && customer.Key == reference && customer != Nameless(customer))
        {
            unit.Save(Nameless(customer));
        }
    }

    /// <summary>The customer without what tells who it is but the key.</summary>
    public static Customer Nameless(Customer customer) =>
        customer with { EmailHash = null, EmailDomainHash = null, EmailMasked = null, PaymentFingerprints = null };

    private static Customer With(Customer customer, HashedEmail? email, IReadOnlyCollection<string> fingerprints) =>
        (customer.EmailHash is null && email is not null
            ? customer with { EmailHash = email.Hash, EmailDomainHash = email.DomainHash, EmailMasked = email.Masked }
            : customer).PaidWith(fingerprints);
}
