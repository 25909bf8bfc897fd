namespace Affiliate;

/// <summary>Makes leads of trials. Who the customer is may be told later than the trial, so that is looked at again, ever less often.</summary>
internal sealed class TrialLeads(IAffiliateStore store, Leads leads, TimeProvider time) : IWorkHandler
{
    private static readonly TimeSpan Patience = TimeSpan.FromHours(72);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMinutes(1);

    public WorkKind Kind => WorkKind.TrialLead;

    /// <summary>Has a lead made of a trial.</summary>
    public async Task NoteAsync(IAffiliateUnit unit, AffiliateProgram program, TrialStarted trial, CancellationToken ct)
    {
        var names = new[] { trial.SubscriptionReference, trial.CustomerReference }.OfType<string>().Select(LookupKey.Of);
        var subject = string.Join('\n', names.Prepend(program.Id.ToString()));
        if (await unit.FindAsync(WorkItem.BySubject(Kind, subject), ct).ConfigureAwait(false) is null)
        {
            var now = time.GetUtcMilliseconds();
            unit.Add(WorkItem.New(Kind, subject, now));
        }
    }

    public async Task<WorkResult> RunAsync(WorkItem item, CancellationToken cancellationToken)
    {
        var names = item.Subject.Split('\n');
        var rows = (await store.ListAsync(Query<PaymentReference>.All.In(r => r.Lookup, names[1..]), cancellationToken).ConfigureAwait(false))
            .OrderBy(row => Array.IndexOf(names, row.Lookup)).ToList();
        var key = rows.Select(row => row.CustomerKey).FirstOrDefault(CustomerKey.IsValid)
            ?? await KnownAsync(rows, cancellationToken).ConfigureAwait(false);
        var clicks = rows.Select(row => AffiliateId.TryParse<ClickId>(row.Click, out var id) ? id : (ClickId?)null).OfType<ClickId>().ToList();
        if (key is null && clicks.Count == 0)
        {
            var now = time.GetUtcMilliseconds();
            var age = now - item.CreatedAt;
            return age >= Patience ? WorkResult.Done : WorkResult.RescheduleAt(now + (age > FirstPause ? age : FirstPause));
        }

        await leads.RecordAsync(
            new NewLead
            {
                ProgramId = AffiliateId.Parse<ProgramId>(names[0]),
                Customer = key is null ? (CustomerKey?)null : key,
                ClickId = clicks.Count > 0 ? clicks[0] : null,
                EventName = TrialStarted.LeadName,
            },
            cancellationToken).ConfigureAwait(false);
        return WorkResult.Done;
    }

    private async Task<string?> KnownAsync(List<PaymentReference> rows, CancellationToken ct) =>
        rows.Find(row => row.CustomerId is not null)?.CustomerId is { } id
            ? (await store.FindAsync(Customer.ById(id), ct).ConfigureAwait(false))?.Key
            : null;
}
