namespace Affiliate;

/// <summary>
/// Test mode (semantics 18): its rows belong to a hidden twin of the program, which has the program's terms and copies of
/// the partners and clicks that test calls name. Nothing that asks for a program's rows sees the twin's.
/// </summary>
internal sealed class TestTwin(IAffiliateStore store, UnitRunner units, Leads leads)
{
    /// <summary>How many leads without a key are kept; the oldest makes room.</summary>
    public const int MostKeyless = 10;

    /// <summary>What stands before the customer key of a lead without a key, so that it touches nobody else's.</summary>
    public const string Keyless = "keyless:";

    /// <summary>The copy of a live click, with its partner; <see langword="null"/> when the program has no such click.</summary>
    public async Task<ClickId?> CopyAsync(AffiliateProgram twin, ClickId live, CancellationToken ct)
    {
        var copied = await store.FindAsync(Click.ById(live.Test()), ct).ConfigureAwait(false);
        if (copied is not null)
        {
            return copied.Id;
        }

        var click = await store.FindAsync(Click.ById(live), ct).ConfigureAwait(false);
        if (click?.ProgramId != twin.Id.Live())
        {
            // It may be one of the twin's own.
            return click?.ProgramId == twin.Id ? click.Id : null;
        }

        return await RecordAsync(twin, click, ct).ConfigureAwait(false);
    }

    /// <summary>Records the copy of a click alone, whether or not there is a live one.</summary>
    public async Task<ClickId> RecordAsync(AffiliateProgram twin, Click click, CancellationToken ct)
    {
        await CopyAsync(twin, click.PartnerId, ct).ConfigureAwait(false);
        var copy = click with
        {
            Id = click.Id.Test(),
            ProgramId = twin.Id,
            PartnerId = click.PartnerId.Test(),
            VisitorId = null,
        };
        await store.AppendClicksAsync(new ClickBatch([copy], [], [], []), ct).ConfigureAwait(false);
        return copy.Id;
    }

    /// <summary>The same payment for the program's twin, with a copy of the click that it names.</summary>
    public async Task<Payment> OfAsync(AffiliateProgram program, Payment payment, CancellationToken ct)
    {
        var click = AffiliateId.TryParse<ClickId>(payment.Evidence.Click, out var id)
            ? await CopyAsync(program.Twin, id, ct).ConfigureAwait(false)
            : null;
        return payment with
        {
            Program = program.Twin.Id.ToString(),
            Evidence = payment.Evidence with { Click = click?.ToString() },
        };
    }

    /// <summary>Drops the oldest leads that came without a key.</summary>
    public Task PruneAsync(AffiliateProgram twin, CancellationToken ct) => units.RunAsync(
        async (unit, token) =>
        {
            var customers = await unit.ListAsync(
                Query<Customer>.All.Equal(c => c.ProgramId, twin.Id).Contains(c => c.Key, Keyless)
                    .Descending(c => c.CreatedAt).Descending(c => c.Id).Skip(MostKeyless), token).ConfigureAwait(false);
            foreach (var customer in customers)
            {
                await RemoveAsync(unit, customer, token).ConfigureAwait(false);
            }

            return customers.Count;
        },
        ct);

    /// <summary>Records a lead in the twin as a live call would, and answers in the live program's terms.</summary>
    public async Task<RecordedLead> RecordAsync(AffiliateProgram twin, NewLead lead, CancellationToken ct)
    {
        var click = lead.ClickId is { } live ? await CopyAsync(twin, live, ct).ConfigureAwait(false) : null;
        return await leads.RecordAsync(
            lead with { ProgramId = twin.Id, ClickId = click, VisitorId = null, Context = null }, ct).ConfigureAwait(false);
    }

    private static async Task RemoveAsync(IAffiliateUnit unit, Customer customer, CancellationToken ct)
    {
        foreach (var lead in await unit.ListAsync(Query<Lead>.All.Equal(l => l.CustomerId, customer.Id), ct).ConfigureAwait(false))
        {
            unit.Remove(lead);
        }

        foreach (var decision in await unit.ListAsync(ReferralDecision.Of(customer.Id), ct).ConfigureAwait(false))
        {
            unit.Remove(decision);
        }

        if (await unit.FindAsync(Referral.ByCustomer(customer.Id), ct).ConfigureAwait(false) is { } referral)
        {
            unit.Remove(referral);
        }

        unit.Remove(customer);
    }

    private Task<bool> CopyAsync(AffiliateProgram twin, PartnerId live, CancellationToken ct) => units.RunAsync(
        async (unit, token) =>
        {
            var partner = await unit.FindAsync(Partner.ById(live), token).ConfigureAwait(false);
            if (partner is not null
                && await unit.FindAsync(Partner.ById(live.Test()), token).ConfigureAwait(false) is null)
            {
                unit.Add(partner with { Id = live.Test(), ProgramId = twin.Id, Version = 0 });
            }

            return true;
        },
        ct);
}
