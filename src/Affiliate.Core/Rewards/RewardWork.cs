namespace Affiliate;

/// <summary>Pays for leads and qualified clicks, and bonuses for goals, where plans do; after they were committed, each once.</summary>
internal sealed class RewardWork(
    IAffiliateStore store, UnitRunner units, ProgramDirectory programs, PlanDirectory plans, Earnings earnings, EventOutbox outbox,
    CommissionDesk desk, TimeProvider time) : IWorkHandler
{
    private const char Separator = ':';

    private readonly BonusGoals _goals = new(store);

    public WorkKind Kind => WorkKind.Reward;

    /// <summary>The item for a lead, a click, or the sale that may have reached a goal.</summary>
    public static WorkItem ItemFor<TId>(TId about, DateTimeOffset now) where TId : struct, IAffiliateId<TId> =>
        WorkItem.New(WorkKind.Reward, AffiliateId.Format(about), now);

    public async Task<WorkResult> RunAsync(WorkItem item, CancellationToken cancellationToken)
    {
        if (AffiliateId.TryParse<LeadId>(item.Subject, out var lead))
        {
            await PayLeadAsync(lead, cancellationToken).ConfigureAwait(false);
        }
        else if (AffiliateId.TryParse<ClickId>(item.Subject, out var click))
        {
            await PayClickAsync(click, cancellationToken).ConfigureAwait(false);
        }
        else if (AffiliateId.TryParse<SaleId>(item.Subject, out var sale))
        {
            await PayBonusesAsync(sale, cancellationToken).ConfigureAwait(false);
        }

        return WorkResult.Done;
    }

    private async Task PayLeadAsync(LeadId id, CancellationToken ct)
    {
        if (await store.FindAsync(Lead.ById(id), ct).ConfigureAwait(false) is not { PartnerId: { } partner } lead)
        {
            return;
        }

        var program = await programs.RequireAsync(lead.ProgramId, ct).ConfigureAwait(false);
        await units.RunAsync(
            async (unit, token) =>
            {
                var referral = await unit.FindAsync(Referral.ByCustomer(lead.CustomerId), token).ConfigureAwait(false);
                if (referral is null)
                {
                    return false;
                }

                var customer = await unit.FindAsync(Customer.ById(lead.CustomerId), token).ConfigureAwait(false);
                return await PayAsync(
                    unit, program, partner, referral.CreatedAt, $"lead:{id}", lead.CustomerId.ToString(),
                    question => question with { Event = Flow.LeadCreated, EventName = lead.EventName, CustomerKey = customer?.Key, OccurredAt = lead.CreatedAt },
                    commission => commission with
                    {
                        Kind = CommissionKind.Lead,
                        LeadId = lead.Id,
                        CustomerId = lead.CustomerId,
                        ClickId = lead.ClickId,
                        Status = referral.Review is null ? commission.Status : CommissionStatus.Review,
                        ReviewReason = referral.Review ?? commission.ReviewReason,
                    },
                    token)
                    .ConfigureAwait(false);
            },
            ct).ConfigureAwait(false);
    }

    /// <summary>Once per partner, visitor and 24 hours; who has no visitor id cannot be told apart and is not paid for (TX-08).</summary>
    private async Task PayClickAsync(ClickId id, CancellationToken ct)
    {
        if (await store.FindAsync(Click.ById(id), ct).ConfigureAwait(false) is not { Qualified: true, VisitorId: { } visitor } known)
        {
            return;
        }

        // The unit looks again whether it counts: a person may leave it out meanwhile.
        var program = await programs.RequireAsync(known.ProgramId, ct).ConfigureAwait(false);
        await units.RunAsync(
            async (unit, token) => await unit.FindAsync(Click.ById(id), token).ConfigureAwait(false) is { Qualified: true } click
                && !await WasPaidAsync(unit, click, visitor, token).ConfigureAwait(false)
                && await PayAsync(
                    unit, program, click.PartnerId, click.OccurredAt, SourceOf(click, visitor), visitor.ToString("N"),
                    question => question with { Event = Flow.ClickQualified, OccurredAt = click.OccurredAt },
                    commission => commission with { Kind = CommissionKind.Click, ClickId = click.Id }, token).ConfigureAwait(false),
            ct).ConfigureAwait(false);
    }

    /// <summary>Whether the visitor's click of the day before is less than 24 hours older; the same day's has the same key.</summary>
    private static async Task<bool> WasPaidAsync(IAffiliateUnit unit, Click click, Guid visitor, CancellationToken ct)
    {
        foreach (var day in new[] { click.OccurredAt.AddDays(-1), click.OccurredAt.AddDays(1) })
        {
            var paid = await unit.FindAsync(Commission.BySource(ClickSource(click.PartnerId, visitor, day)), ct).ConfigureAwait(false);
            var other = paid?.ClickId is { } id ? await unit.FindAsync(Click.ById(id), ct).ConfigureAwait(false) : null;
            if (other is not null && (click.OccurredAt - other.OccurredAt).Duration() < TimeSpan.FromDays(1))
            {
                return true;
            }
        }

        return false;
    }

    private async Task PayBonusesAsync(SaleId id, CancellationToken ct)
    {
        var sale = await store.FindAsync(Sale.ById(id), ct).ConfigureAwait(false);
        var partner = sale?.PartnerId is { } owner ? await store.FindAsync(Partner.ById(owner), ct).ConfigureAwait(false) : null;
        if (sale is null || partner is null)
        {
            return;
        }

        var program = await programs.RequireAsync(partner.ProgramId, ct).ConfigureAwait(false);
        var force = await plans.InForceAsync(null, partner, sale.OccurredAt, sale.OccurredAt, null, ct).ConfigureAwait(false);
        foreach (var bonus in force.Terms?.Bonuses ?? [])
        {
            if (await _goals.IsReachedAsync(partner.Id, bonus, ct).ConfigureAwait(false))
            {
                await units.RunAsync((unit, token) => PayAsync(unit, program, partner, bonus, force, token), ct).ConfigureAwait(false);
            }
        }
    }

    private async Task<bool> PayAsync(
        IAffiliateUnit unit, AffiliateProgram program, Partner partner, PlanBonus bonus, TermsInForce force, CancellationToken ct)
    {
        var source = $"bonus:{partner.Id}:{bonus.Key}";
        if (await unit.FindAsync(Commission.BySource(source), ct).ConfigureAwait(false) is { } paid)
        {
            return Resume(unit, paid);
        }

        var now = time.GetUtcMilliseconds();
        Book(unit, new Commission
        {
            Id = AffiliateId.New<CommissionId>(now),
            ProgramId = program.Id,
            PartnerId = partner.Id,
            Kind = CommissionKind.Bonus,
            SourceKey = source,
            SaleId = null,
            Rule = BonusGoals.RuleOf(bonus),
            PlanVersionId = force.Version!.Id,
            BaseMinorUnits = 0,
            AmountMinorUnits = bonus.AmountMinorUnits,
            UnsettledMinorUnits = bonus.AmountMinorUnits,
            Currency = bonus.Currency,
            Status = CommissionStatus.Pending,
            HoldUntil = HoldRules.Until(program, partner, force.Policy, null, now),
            IsManual = force.Policy?.IsManual ?? false,
            Provider = Payment.HostProvider,
            CreatedAt = now,
        });
        return true;
    }

    /// <summary>A goal that is reached again lets the bonus go on that waits for a person because it was not.</summary>
    private bool Resume(IAffiliateUnit unit, Commission paid)
    {
        if (paid is not { Status: CommissionStatus.Review, ReviewReason: BonusGoals.Lost })
        {
            return false;
        }

        unit.Add(HoldWork.ItemFor(paid, time.GetUtcMilliseconds()));
        desk.Move(unit, paid with { ReviewReason = null }, CommissionStatus.Pending, "goal_reached");
        return true;
    }

    private async Task<bool> PayAsync(
        IAffiliateUnit unit, AffiliateProgram program, PartnerId partnerId, DateTimeOffset boundAt, string source, string subject,
        Func<CommissionQuestion, CommissionQuestion> ask, Func<Commission, Commission> complete, CancellationToken ct)
    {
        var partner = await unit.FindAsync(Partner.ById(partnerId), ct).ConfigureAwait(false);
        if (partner is not { Status: PartnerStatus.Active or PartnerStatus.Invited }
            || await unit.FindAsync(Commission.BySource(source), ct).ConfigureAwait(false) is not null)
        {
            return false;
        }

        var question = ask(new CommissionQuestion { Currency = program.Currency, ProgramRate = program.DefaultCommission });
        var earned = await earnings.OfEventAsync(
            unit, program, partner, boundAt, question with { FirstPaidAt = question.OccurredAt }, subject, ct).ConfigureAwait(false);
        if (earned is null)
        {
            return false;
        }

        Book(unit, complete(earned) with { SourceKey = source });
        return true;
    }

    private void Book(IAffiliateUnit unit, Commission commission)
    {
        unit.Add(commission);
        unit.Add(Accrual.Entry(commission));
        if (commission.Status == CommissionStatus.Pending)
        {
            unit.Add(HoldWork.ItemFor(commission, commission.CreatedAt));
        }

        SaleEvents.Publish(unit, outbox, null, commission);
    }

    /// <summary>The source key of what a click of a visitor earns.</summary>
    public static string SourceOf(Click click, Guid visitor) => ClickSource(click.PartnerId, visitor, click.OccurredAt);

    private static string ClickSource(PartnerId partner, Guid visitor, DateTimeOffset day) =>
        $"click:{partner}{Separator}{visitor:N}{Separator}{DateOnly.FromDateTime(day.UtcDateTime):yyyyMMdd}";
}
