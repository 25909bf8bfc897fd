using Microsoft.Extensions.Logging;

namespace Affiliate;

/// <summary>Turns a sale, lead or click into commissions: terms in force, rules, caps, hold.</summary>
internal sealed class Earnings(
    IAffiliateStore store, PlanDirectory plans, IEnumerable<ICommissionRule> hostRules, EmailHash emails, EventOutbox outbox,
    TimeProvider time, ILogger<Earnings> logger, IExchangeRates? rates = null)
{
    /// <summary>Tells which payments come after the end of their subscription.</summary>
    public Cancellations Cancellations { get; } = new(store);

    /// <summary>What a sale of a bound customer earns; a sale that earns nothing says why.</summary>
    public async Task<Credited> OfSaleAsync(
        IAffiliateUnit unit, AffiliateProgram program, Sale sale, Partner partner, Referral referral, Customer? customer,
        CancellationToken ct)
    {
        var force = await plans.InForceAsync(unit, partner, referral.CreatedAt, sale.OccurredAt, referral.PlanVersionId, ct).ConfigureAwait(false);
        var progress = await WatchedUnit.Of(unit).Progress.WithSaleAsync(
            unit, referral.Id, sale.OccurredAt, SaleWeight.Of(force.Terms, sale), ct).ConfigureAwait(false);
        var stop = progress.StoppedAt is not null ? SaleReasons.FirstRejected
            : await Cancellations.IsStoppedAsync(unit, force.Terms, sale, ct).ConfigureAwait(false) ? SaleReasons.SubscriptionEnded
            : null;
        var isForeign = program.BooksInProgramCurrency && sale.Currency != program.Currency;
        var exchange = isForeign ? await SaleExchange.FindAsync(rates, sale, program.Currency, ct).ConfigureAwait(false) : null;
        var question = QuestionOf(sale, partner, program, force, progress, exchange) with
        {
            CustomerKey = customer?.Key,
            KnownEmails = await KnownEmailsAsync(force.Terms, customer?.EmailHash, ct).ConfigureAwait(false),
        };
        sale = sale with { PartnerId = partner.Id, Reason = stop };
        var counts = SaleWeight.Of(force.Terms, sale) is > 1 and var several ? several : (int?)null;
        if (stop is not null)
        {
            // What it would have been decided by is kept, so that other terms can be tried on it.
            return Credited.Nobody(sale with
            {
                Basis = PlanJson.Write(BasisOf(force, question) with { Exchange = exchange, Counts = counts, PlanVersion = force.Version?.Id.ToString() }),
            });
        }

        var earned = await EarnAsync(unit, program.Id, question, force, customer?.Id.ToString() ?? sale.Id.ToString(), ct).ConfigureAwait(false);
        var basis = BasisOf(earned, force, question) with { Exchange = exchange, Counts = counts };
        if (earned.Clamped.AmountMinorUnits == 0)
        {
            return Nothing(sale, earned, basis with { PlanVersion = force.Version?.Id.ToString() });
        }

        var commission = New(program, partner, force, earned, basis, question, sale.OccurredAt) with
        {
            SaleId = sale.Id,
            CustomerId = sale.CustomerId,
            ExchangeRate = exchange?.Rate,
            ExchangeRateSource = exchange?.Source,
            ExchangeRateAsOf = exchange?.AsOf,
            AwaitsNextInvoice = program.HoldsUntilNextInvoice && sale.SubscriptionReference is not null,
            KeptUpToMinorUnits = RefundRules.KeptUpTo(earned.Verdict, force.Terms, sale.AmountMinorUnits),
            Provider = sale.Provider,
        };
        commission = commission with { SourceKey = $"sale:{sale.Id}:{partner.Id}:{commission.Rule}" };
        var doubt = isForeign && exchange is null ? SaleExchange.Missing : null;
        if ((sale.ReviewReason ?? earned.ReviewReason ?? doubt ?? FlowMatch.ReviewOf(sale, force.Terms)) is { } review)
        {
            commission = commission with { Status = CommissionStatus.Review, ReviewReason = review };
        }

        if (force.Terms?.Bonuses.Count > 0)
        {
            unit.Add(RewardWork.ItemFor(sale.Id, time.GetUtcMilliseconds()));
        }

        var (own, part) = SharedCommission.Cut(commission, referral);
        var share = await RecruiterShare.OfAsync(unit, partner, force.Terms, own, ct).ConfigureAwait(false);
        return new Credited(sale, [own, .. new[] { part, share }.OfType<Commission>()]);
    }

    /// <summary>What a lead or a click earns; <see langword="null"/> when nothing.</summary>
    /// <param name="unit">The transaction.</param>
    /// <param name="program">The program.</param>
    /// <param name="partner">The partner.</param>
    /// <param name="boundAt">When the customer was bound; of a click, when it happened.</param>
    /// <param name="question">What happened; the terms are filled in here.</param>
    /// <param name="subject">What stands for the customer in caps.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<Commission?> OfEventAsync(
        IAffiliateUnit unit, AffiliateProgram program, Partner partner, DateTimeOffset boundAt, CommissionQuestion question,
        string subject, CancellationToken ct)
    {
        var force = await plans.InForceAsync(unit, partner, boundAt, question.OccurredAt, null, ct).ConfigureAwait(false);
        question = question with { PartnerId = partner.Id, PartnerSlug = partner.Slug, Group = force.Group?.Name ?? PartnerGroup.DefaultName };
        var earned = await EarnAsync(unit, program.Id, question, force, subject, ct).ConfigureAwait(false);
        return earned.Clamped.AmountMinorUnits == 0
            ? null
            : New(program, partner, force, earned, BasisOf(earned, force, question), question, question.OccurredAt);
    }

    private async Task<Earned> EarnAsync(
        IAffiliateUnit unit, ProgramId program, CommissionQuestion question, TermsInForce force, string subject, CancellationToken ct)
    {
        var (offer, review) = HostOffer(question);
        var verdict = RuleEngine.Decide(force.Terms, question, offer);
        var terms = force.Terms ?? PlanTerms.None;
        var about = new CapSubject(
            force.Version?.PlanId.ToString() ?? "", subject, question.PartnerId, question.OccurredAt, question.Currency);
        var counters = CapClamp.Counters(verdict, terms, about);
        var takes = WatchedUnit.Of(unit).Takes;
        var clamped = CapClamp.Clamp(
            verdict, terms, counters, await takes.RoomsAsync(unit, counters, ct).ConfigureAwait(false));
        foreach (var counter in counters)
        {
            takes.Take(counter.Name, clamped.Takes[counter.Name], counter.Cap.AmountMinorUnits);
        }

        var earned = new Earned(verdict, clamped, review);
        await SoftCaps.TakeAsync(unit, outbox, program, force, earned, about, ct).ConfigureAwait(false);
        return earned;
    }

    /// <summary>The first offer of the host's rules. One that throws costs nobody the commission.</summary>
    private ((string, CommissionOffer)? Offer, string? ReviewReason) HostOffer(CommissionQuestion question)
    {
        string? review = null;
        foreach (var rule in hostRules)
        {
            try
            {
                if (rule.Offer(question) is { } offer)
                {
                    return offer.Rate is null && offer.AmountMinorUnits is < 0 or > Money.MaxMinorUnits
                        ? throw new InvalidOperationException($"The rule '{rule.Name}' offered {offer.AmountMinorUnits}.")
                        : ((rule.Name, offer), review);
                }
            }
            catch (Exception exception)
            {
                Log.CommissionRuleFailed(logger, rule.GetType().Name, exception);
                review = "rule_failed";
            }
        }

        return (null, review);
    }

    private Commission New(
        AffiliateProgram program, Partner partner, TermsInForce force, Earned earned, CommissionBasis basis, CommissionQuestion question,
        DateTimeOffset at)
    {
        var now = time.GetUtcMilliseconds();
        return new Commission
        {
            Id = AffiliateId.New<CommissionId>(now),
            ProgramId = program.Id,
            PartnerId = partner.Id,
            SaleId = null,
            Rule = earned.Verdict.Rule,
            PlanVersionId = force.Version?.Id,
            BaseMinorUnits = earned.Verdict.BaseMinorUnits,
            Rate = earned.Verdict.Rate,
            Rounding = earned.Verdict.Rounding,
            IsProportional = RefundRules.IsProportional(earned.Verdict, force.Terms),
            AmountMinorUnits = earned.Clamped.AmountMinorUnits,
            UncappedMinorUnits = earned.Clamped.Cuts.Count > 0 ? earned.Verdict.AmountMinorUnits : null,
            UnsettledMinorUnits = earned.Clamped.AmountMinorUnits,
            Basis = PlanJson.Write(basis),
            Currency = question.Currency,
            Status = CommissionStatus.Pending,
            HoldUntil = HoldRules.Until(program, partner, force.Policy, earned.Verdict, at),
            IsManual = force.Policy?.IsManual ?? false,
            Provider = question.Provider,
            CreatedAt = now,
        };
    }

    private CommissionBasis BasisOf(Earned earned, TermsInForce force, CommissionQuestion question) => BasisOf(force, question) with
    {
        Parts = earned.Verdict.Parts,
        Trials = earned.Verdict.Trials,
        Caps = earned.Clamped.Cuts,
        Takes = earned.Clamped.Noted,
    };

    /// <summary>What was asked, before anything is decided.</summary>
    private CommissionBasis BasisOf(TermsInForce force, CommissionQuestion question)
    {
        var personal = force.Terms is null ? [] : FlowMatch.Personal(force.Terms);
        return new CommissionBasis
        {
            Sequence = question.Sequence,
            FirstPaidAt = question.FirstPaidAt,
            DecidedAt = time.GetUtcMilliseconds(),
            Group = question.Group,
            PartnerSlug = question.PartnerSlug,
            Personal = personal.Count == 0 ? null : [.. personal.Select(condition => FlowMatch.Holds(condition, question, null))],
            Rates = [question.ProgramRate, question.GroupRate, question.PartnerRate],
        };
    }

    private static Credited Nothing(Sale sale, Earned earned, CommissionBasis basis) => Credited.Nobody(sale with
    {
        Basis = PlanJson.Write(basis),

        // Who was sent by a partner stays the partner's customer, also when the sale earns nothing.
        Reason = earned.Clamped.Cuts.Count > 0 ? SaleReasons.Capped
            : earned.Verdict.IsOver ? SaleReasons.DurationOver
            : earned.Verdict is { Parts: [], Trials: [.., { Result: RuleEngine.ExcludedProduct }] } ? SaleReasons.ExcludedProduct
            : SaleReasons.BelowMinorUnit,
    });

    public static CommissionQuestion QuestionOf(
        Sale sale, Partner partner, AffiliateProgram program, TermsInForce force, ReferralProgress progress,
        SaleExchange? exchange) =>
        (CommissionQuestion.Of(sale).In(exchange) with
        {
            PartnerId = partner.Id,
            PartnerSlug = partner.Slug,
            Group = force.Group?.Name ?? PartnerGroup.DefaultName,
            Sequence = progress.Sales - SaleWeight.Of(force.Terms, sale) + 1,
            FirstPaidAt = progress.FirstPaidAt,
            ProgramRate = program.DefaultCommission,
            GroupRate = force.Policy?.Commission,
            PartnerRate = partner.Commission,
        }).Under(force.Terms);

    public async Task<IReadOnlyCollection<string>> KnownEmailsAsync(PlanTerms? terms, string? hash, CancellationToken ct)
    {
        var known = new List<string>();
        foreach (var address in hash is null || terms is null ? [] : FlowMatch.Addresses(terms))
        {
            if (await emails.MatchesAsync(address, hash!, ct).ConfigureAwait(false))
            {
                known.Add(address);
            }
        }

        return known;
    }
}
