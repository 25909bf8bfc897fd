namespace Affiliate;

/// <summary>Finds customers, or makes them when they are first heard of.</summary>
internal static class Customers
{
    public static async Task<Customer> FindOrAddAsync(
        IAffiliateUnit unit, ProgramId program, CustomerKey key, HashedEmail? email, DateTimeOffset now, CancellationToken ct)
    {
        var lookup = Customer.ByKey(program, key);
        var customer = await unit.FindAsync(lookup, ct).ConfigureAwait(false);
        if (customer is { EmailHash: null } && email is not null)
        {
            unit.Save(customer = customer with
            {
                EmailHash = email.Hash,
                EmailDomainHash = email.DomainHash,
                EmailMasked = email.Masked,
            });
        }

        if (customer is not null)
        {
            return customer;
        }

        customer = new Customer
        {
            Id = AffiliateId.New<CustomerId>(now),
            ProgramId = program,
            Lookup = LookupKey.Of(key.Value),
            Key = key.Value,
            EmailHash = email?.Hash,
            EmailDomainHash = email?.DomainHash,
            EmailMasked = email?.Masked,
            CreatedAt = now,
        };
        unit.Add(customer);
        return customer;
    }
}
