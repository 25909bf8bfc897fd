namespace Affiliate;

/// <summary>Records leads and binds their customers.</summary>
internal sealed class Leads(UnitRunner units, ProgramDirectory programs, ReferralBinder binder, EventOutbox outbox, TimeProvider time)
{
    public async Task<RecordedLead> RecordAsync(NewLead lead, CancellationToken ct)
    {
        var program = await programs.RequireAsync(lead.ProgramId, ct).ConfigureAwait(false);
        return await units.RunAsync((unit, token) => RecordAsync(unit, program, lead, token), ct).ConfigureAwait(false);
    }

    public async Task<RecordedLead> RecordAsync(
        IAffiliateUnit unit, AffiliateProgram program, NewLead lead, CancellationToken ct)
    {
        var now = time.GetUtcMilliseconds();
        var click = lead.ClickId ?? lead.Context?.Context?.ClickId;
        var key = lead.Customer ?? click?.ToString()
            ?? throw new ArgumentException("A lead needs a customer key or a click id.", nameof(lead));
        var customer = await Customers.FindOrAddAsync(unit, program.Id, key, lead.Email, now, ct).ConfigureAwait(false);
        var known = await unit.FindAsync(Lead.ByStep(customer.Id, lead.EventName), ct).ConfigureAwait(false);
        var binding = lead.CanBind
            ? await binder.BindAsync(unit, program, customer, ClickEvidence.Of(lead), now, ct)
                .ConfigureAwait(false)
            : await ReferralBinder.FindAsync(unit, customer, ct).ConfigureAwait(false);
        if (known is not null)
        {
            return new RecordedLead(known, binding.Referral, IsDuplicate: true);
        }

        var added = new Lead
        {
            Id = AffiliateId.New<LeadId>(now),
            ProgramId = program.Id,
            CustomerId = customer.Id,
            EventName = lead.EventName,
            PartnerId = binding.Referral?.PartnerId,
            ClickId = binding.Referral?.ClickId ?? click,
            Reason = binding.Referral is null ? binding.Reason : null,
            CreatedAt = now,
        };
        unit.Add(added);
        outbox.Publish(unit, new LeadCreated
        {
            ProgramId = program.Id,
            LeadId = added.Id,
            CustomerId = customer.Id,
            EventName = added.EventName,
            PartnerId = added.PartnerId,
            ClickId = added.ClickId,
        });
        return new RecordedLead(added, binding.Referral, IsDuplicate: false);
    }
}
