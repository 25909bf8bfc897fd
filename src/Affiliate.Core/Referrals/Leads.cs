namespace Affiliate;

/// <summary>Records leads and binds their customers.</summary>
internal sealed class Leads(
    UnitRunner units, ProgramDirectory programs, ReferralBinder binder, PlanDirectory plans, EventOutbox outbox, TimeProvider time, ErasedKeys erased)
{
    public async Task<RecordedLead> RecordAsync(NewLead lead, CancellationToken ct)
    {
        var program = await programs.RequireAsync(lead.ProgramId, ct).ConfigureAwait(false);
        lead = await erased.CleanAsync(lead, ct).ConfigureAwait(false);
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
            ? await binder.BindAsync(unit, program, customer, CaseOf(lead, now), ct).ConfigureAwait(false)
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
            PartnerId = binding.Referral?.Credited,
            ClickId = binding.Referral?.ClickId ?? binding.Click ?? click,
            Reason = binding.Referral is null ? ReasonOf(lead, binding)
                : binding.Referral.IsDetached ? SaleReasons.Detached
                : null,
            CreatedAt = now,
        };
        unit.Add(added);
        if (added.PartnerId is not null && (await plans.GetAsync(unit, program.Id, ct).ConfigureAwait(false)).PaysLeads)
        {
            unit.Add(RewardWork.ItemFor(added.Id, now));
        }

        outbox.Publish(unit, new LeadCreated
        {
            Id = EventOf(added),
            ProgramId = program.Id,
            LeadId = added.Id,
            CustomerId = customer.Id,
            EventName = added.EventName,
            PartnerId = added.PartnerId,
            ClickId = added.ClickId,
            IsTest = program.Id.IsTest(),
        });
        return new RecordedLead(added, binding.Referral, IsDuplicate: false);
    }

    /// <summary>The line of the audit log that reports a lead.</summary>
    public static AffiliateEventId EventOf(Lead lead) => AffiliateEventId.From(lead.Id.Value);

    /// <summary>Binds a customer who signs in, when nobody is credited for them yet; no lead is made of it.</summary>
    public async Task<Referral?> SignInAsync(NewLead lead, CancellationToken ct)
    {
        var program = await programs.RequireAsync(lead.ProgramId, ct).ConfigureAwait(false);
        return await units.RunAsync(
            async (unit, token) =>
            {
                if (!program.MergesAtSignIn)
                {
                    return await BoundAsync(unit, program, lead.Customer!.Value, token).ConfigureAwait(false);
                }

                var now = time.GetUtcMilliseconds();
                var customer = await Customers
                    .FindOrAddAsync(unit, program.Id, lead.Customer!.Value, lead.Email, now, token).ConfigureAwait(false);
                return (await binder.BindAsync(unit, program, customer, CaseOf(lead, now), token).ConfigureAwait(false)).Referral;
            },
            ct).ConfigureAwait(false);
    }

    private static async Task<Referral?> BoundAsync(
        IAffiliateUnit unit, AffiliateProgram program, CustomerKey key, CancellationToken ct) =>
        await unit.FindAsync(Customer.ByKey(program.Id, key), ct).ConfigureAwait(false) is { } customer
            ? await unit.FindAsync(Referral.ByCustomer(customer.Id), ct).ConfigureAwait(false)
            : null;

    private static string ReasonOf(NewLead lead, Binding binding) =>
        lead.HasUnreadableClick && binding.Reason == "no_click" ? Lead.UnreadableClick : binding.Reason;

    private static BindingCase CaseOf(NewLead lead, DateTimeOffset now) => new()
    {
        Cause = lead.Cause,
        Clicks = ClickEvidence.Of(lead),
        At = now,
        CustomerSince = lead.CustomerSince,
        Review = lead.Review,
        Address = lead.Address,
    };
}
