namespace Affiliate;

/// <summary>Finds out which customer a buyer is, in the order that the program wants (AF-20).</summary>
internal static class Buyers
{
    /// <summary>The customer; one whom the host names is made when new. <see langword="null"/> for somebody unknown.</summary>
    public static async Task<Customer?> FindAsync(
        IAffiliateUnit unit, AffiliateProgram program, PurchaseReferences references, DateTimeOffset now, CancellationToken ct)
    {
        // Who is named outright, and whoever paid before, is never a stranger; the order only says what comes first.
        var order = BuyerIdentities.Read(program.IdentityOrder)
            .Concat([BuyerIdentity.CustomerKey, BuyerIdentity.ProviderCustomer]).Distinct();
        foreach (var identity in order)
        {
            var found = identity switch
            {
                BuyerIdentity.CustomerKey => await NamedAsync(unit, program, references, now, ct).ConfigureAwait(false),
                BuyerIdentity.ProviderCustomer => await KnownAsync(unit, references, ct).ConfigureAwait(false),
                BuyerIdentity.Click => await OfClickAsync(unit, program, references, ct).ConfigureAwait(false),
                _ => await OfEmailAsync(unit, program, references.Email, ct).ConfigureAwait(false),
            };
            if (found is not null)
            {
                return identity == BuyerIdentity.CustomerKey ? found : Customers.Learn(unit, found, null, references.Fingerprints);
            }
        }

        return null;
    }

    private static async Task<Customer?> NamedAsync(
        IAffiliateUnit unit, AffiliateProgram program, PurchaseReferences references, DateTimeOffset now, CancellationToken ct) =>
        references.WithEvidence.FirstOrDefault(e => CustomerKey.IsValid(e.CustomerKey)) is { CustomerKey: { } key }
            ? await Customers.FindOrAddAsync(unit, program.Id, key, references.Email, now, ct, references.Fingerprints).ConfigureAwait(false)
            : null;

    private static async Task<Customer?> KnownAsync(IAffiliateUnit unit, PurchaseReferences references, CancellationToken ct) =>
        (references.Subscription?.CustomerId ?? references.Customer?.CustomerId) is { } id
            ? await unit.FindAsync(Customer.ById(id), ct).ConfigureAwait(false)
            : null;

    private static async Task<Customer?> OfClickAsync(
        IAffiliateUnit unit, AffiliateProgram program, PurchaseReferences references, CancellationToken ct)
    {
        foreach (var evidence in references.WithEvidence)
        {
            if (!AffiliateId.TryParse<ClickId>(evidence.Click, out var click))
            {
                continue;
            }

            var bound = await unit.ListAsync(
                Query<Referral>.All.Equal(r => r.ClickId, click).Equal(r => r.ProgramId, program.Id)
                    .Ascending(r => r.CreatedAt).Take(2), ct).ConfigureAwait(false);
            if (bound.Count == 1)
            {
                return await unit.FindAsync(Customer.ById(bound[0].CustomerId), ct).ConfigureAwait(false);
            }
        }

        return null;
    }

    private static async Task<Customer?> OfEmailAsync(
        IAffiliateUnit unit, AffiliateProgram program, HashedEmail? email, CancellationToken ct)
    {
        if (email is null)
        {
            return null;
        }

        var namesakes = await Customers.NamesakesAsync(unit, program.Id, email, ct).ConfigureAwait(false);
        var credited = new List<(Customer Customer, PartnerId Partner)>();
        foreach (var customer in namesakes)
        {
            var referral = await unit.FindAsync(Referral.ByCustomer(customer.Id), ct).ConfigureAwait(false);
            if (referral?.Credited is { } partner)
            {
                credited.Add((customer, partner));
            }
        }

        return credited.Select(one => one.Partner).Distinct().Count() == 1 ? credited[0].Customer : null;
    }
}
