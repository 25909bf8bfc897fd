namespace Affiliate;

/// <summary>Takes a person out of every row: the money stays, under our own identifiers (semantics 23).</summary>
internal sealed class CustomerErasure(
    IAffiliateStore store, UnitRunner units, ErasedKeys erased, EventOutbox outbox, TimeProvider time)
{
    private const string Nobody = "erased";

    /// <summary>Erases what one key stands for in one program; again is safe and takes what came in between.</summary>
    /// <returns>Whether the key is known or was erased before.</returns>
    public async Task<bool> EraseAsync(ProgramId program, CustomerKey key, CancellationToken ct)
    {
        var customer = await store.FindAsync(Customer.ByKey(program, key), ct).ConfigureAwait(false);
        var hash = await erased.HashAsync(program, key.Value, ct).ConfigureAwait(false);
        var wasErased = await erased.AreErasedAsync(program, key.Value, ct).ConfigureAwait(false);
        if (customer is null && !wasErased)
        {
            return false;
        }

        var references = await ReferencesAsync(program, customer?.Id, key, ct).ConfigureAwait(false);
        var messages = await MessagesAsync(customer, key, references, ct).ConfigureAwait(false);
        await units.RunAsync(
            async (unit, token) =>
            {
                await CleanAsync(unit, program, key, hash, token).ConfigureAwait(false);
                foreach (var lookup in references)
                {
                    if (await unit.FindAsync(PaymentReference.Record.ByUniqueKey(0, lookup.Lookup), token).ConfigureAwait(false) is { } row)
                    {
                        unit.Save(row with { CustomerId = null, CustomerKey = null, Click = null, Visitor = null, Partner = null, Coupons = null, Fingerprint = null, HasWaitingSales = false });
                    }
                }

                foreach (var id in messages)
                {
                    if (await unit.FindAsync(InboxEntry.ById(id), token).ConfigureAwait(false) is { State: not InboxState.Received } message)
                    {
                        unit.Save(message with { Body = null });
                    }
                }

                return true;
            },
            ct).ConfigureAwait(false);
        erased.Forget();
        return true;
    }

    private async Task CleanAsync(IAffiliateUnit unit, ProgramId program, CustomerKey key, string hash, CancellationToken ct)
    {
        var now = time.GetUtcMilliseconds();
        if (await unit.FindAsync(ErasedCustomer.Record.ByPrimaryKey(hash), ct).ConfigureAwait(false) is null)
        {
            unit.Add(new ErasedCustomer { Hash = hash, ProgramId = program, ErasedAt = now });
        }

        if (await unit.FindAsync(Customer.ByKey(program, key), ct).ConfigureAwait(false) is not { } customer)
        {
            return;
        }

        unit.Save(Customers.Nameless(customer) with { Lookup = $"{Nobody}:{customer.Id}", Key = Nobody, ErasedAt = now });
        foreach (var sale in await unit.ListAsync(Query<Sale>.All.Equal(sale => sale.CustomerId, customer.Id), ct).ConfigureAwait(false))
        {
            if (sale.Metadata is not null)
            {
                unit.Save(sale with { Metadata = null });
            }
        }

        outbox.Publish(unit, new CustomerErased { ProgramId = program, CustomerId = customer.Id });
    }

    /// <summary>What providers call the customer and the customer's subscriptions, and objects that carry the key.</summary>
    private async Task<List<PaymentReference>> ReferencesAsync(
        ProgramId program, CustomerId? customer, CustomerKey key, CancellationToken ct)
    {
        var own = Query<PaymentReference>.All.Equal(reference => reference.ProgramId, program);
        var found = await store.ListAsync(own.Equal(reference => reference.CustomerKey, key.Value), ct).ConfigureAwait(false);
        if (customer is { } id)
        {
            found.AddRange(await store.ListAsync(own.Equal(reference => reference.CustomerId, id), ct).ConfigureAwait(false));
            var sales = await store.ListAsync(Query<Sale>.All.Equal(sale => sale.CustomerId, id), ct).ConfigureAwait(false);
            foreach (var sale in sales)
            {
                found.AddRange(await store.ListAsync(
                    Query<PaymentReference>.All.Equal(reference => reference.SaleId, sale.Id), ct).ConfigureAwait(false));
            }
        }

        return [.. found.DistinctBy(reference => reference.Lookup)];
    }

    /// <summary>Stored messages in which the key or one of the names at the provider stands.</summary>
    private async Task<List<InboxEntryId>> MessagesAsync(
        Customer? customer, CustomerKey key, List<PaymentReference> references, CancellationToken ct)
    {
        var names = references.Select(reference => reference.Reference[(reference.Reference.LastIndexOf(':') + 1)..])
            .Append(key.Value).Append(customer?.Key).OfType<string>().Where(name => name.Length > 0).Distinct(StringComparer.Ordinal)
            .Select(name => System.Text.Encoding.UTF8.GetBytes($"\"{System.Text.Json.JsonEncodedText.Encode(name)}\"")).ToList();
        var found = new List<InboxEntryId>();
        foreach (var withBody in await WithBodyAsync(ct).ConfigureAwait(false))
        {
            await foreach (var page in store.PagesAsync(withBody, entry => entry.Id, entry => entry.Id, BodyRetention.BatchSize, ct).ConfigureAwait(false))
            {
                found.AddRange(page.Where(entry => names.Exists(name => entry.Body.AsSpan().IndexOf(name) >= 0)).Select(entry => entry.Id));
            }
        }

        return found;
    }

    /// <summary>The messages that are done with and still have a body: recent ones, and of older ones those that nobody could apply.</summary>
    private async Task<Query<InboxEntry>[]> WithBodyAsync(CancellationToken ct)
    {
        var done = await BodyRetention.Done(store, units).ReadAsync(ct).ConfigureAwait(false);
        var first = AffiliateId.Before<InboxEntryId>(new DateTimeOffset(done, default, TimeSpan.Zero));
        var bodies = Query<InboxEntry>.All.NotEqual(entry => entry.Body, null);
        return
        [
            bodies.AtLeast(entry => entry.Id, first).NotEqual(entry => entry.State, InboxState.Received),
            bodies.Below(entry => entry.Id, first).In(entry => entry.State, [InboxState.Quarantined, InboxState.Failed]),
        ];
    }
}
