using System.Globalization;

namespace Affiliate;

/// <summary>Computes stored commissions again from their stored inputs and compares, a page at a time.</summary>
internal sealed class Rederivation(IAffiliateStore store)
{
    private readonly Dictionary<PlanVersionId, PlanTerms?> _terms = [];

    /// <summary>Where commissions are not what their inputs give.</summary>
    public async Task<IReadOnlyList<RederivedDifference>> CheckAsync(IReadOnlyCollection<Commission> commissions, CancellationToken ct)
    {
        var inputs = await InputsAsync(commissions, ct).ConfigureAwait(false);
        return [.. commissions.SelectMany(commission => Compare(commission, Expect(commission, inputs)))];
    }

    /// <summary>The rules of a version; <see langword="null"/> when it is gone.</summary>
    public async Task<PlanTerms?> TermsAsync(PlanVersionId? version, CancellationToken ct)
    {
        if (version is not { } id)
        {
            return null;
        }

        if (!_terms.TryGetValue(id, out var terms))
        {
            _terms[id] = terms = (await store.FindAsync(PlanVersion.ById(id), ct).ConfigureAwait(false))?.ReadTerms();
        }

        return terms;
    }

    private async Task<Inputs> InputsAsync(IReadOnlyCollection<Commission> commissions, CancellationToken ct)
    {
        foreach (var version in commissions.Select(c => c.PlanVersionId).Distinct())
        {
            await TermsAsync(version, ct).ConfigureAwait(false);
        }

        var sales = await store.ListOfAsync(
            Query<Sale>.All, s => s.Id, s => s.Id, commissions.Select(c => c.SaleId).OfType<SaleId>(), ct).ConfigureAwait(false);
        var reversals = await store.ListOfAsync(
            Query<SaleReversal>.All, r => r.SaleId, r => r.SaleId, sales.Select(s => s.Id), ct).ConfigureAwait(false);
        var leads = await store.ListOfAsync(
            Query<Lead>.All, l => l.Id, l => l.Id, commissions.Select(c => c.LeadId).OfType<LeadId>(), ct).ConfigureAwait(false);
        var sources = await store.ListOfAsync(
            Query<Commission>.All, c => c.Id, c => c.Id, commissions.Select(c => c.SourceCommissionId).OfType<CommissionId>(), ct)
            .ConfigureAwait(false);
        return new Inputs(
            sales.ToDictionary(s => s.Id), reversals.ToLookup(r => r.SaleId), leads.ToDictionary(l => l.Id), sources.ToDictionary(c => c.Id));
    }

    private Expected? Expect(Commission commission, Inputs inputs)
    {
        var terms = commission.PlanVersionId is { } version ? _terms[version] : null;
        var sale = commission.SaleId is { } id ? inputs.Sales.GetValueOrDefault(id) : null;
        var source = commission.SourceCommissionId is { } from ? inputs.Sources.GetValueOrDefault(from) : null;
        if ((commission.PlanVersionId is not null && terms is null) || (commission.SaleId is not null && sale is null))
        {
            return null;
        }

        var expected = commission.Kind switch
        {
            CommissionKind.Sale when sale is not null => Basis(commission) is { } basis
                ? Expected.Of(Derivation.Of(basis, terms, QuestionOf(sale, commission.PartnerId)), sale.AmountMinorUnits).Without(basis.Shared) with
                {
                    Currency = basis.Exchange?.Currency ?? sale.Currency,
                }
                : null,
            CommissionKind.Lead or CommissionKind.Click => Basis(commission) is { } basis
                ? Expected.Of(Derivation.Of(basis, terms, QuestionOf(commission, inputs)), null)
                : null,
            CommissionKind.Bonus => terms?.Bonuses.FirstOrDefault(b => $"bonus:{b.Key}" == commission.Rule) is { } bonus
                ? new Expected(commission.Rule, null, 0, bonus.AmountMinorUnits, null)
                : null,
            CommissionKind.Recruit => source is not null && terms?.RecruiterShare is { } share
                ? new Expected("recruit", share, source.AmountMinorUnits, share.Of(source.AmountMinorUnits, terms.Rounding), null)
                : null,
            CommissionKind.Shared => source is not null && Basis(source)?.Shared is { } part
                ? Expected.Of(part, source.AmountMinorUnits + source.SharedMinorUnits)
                : null,
            _ => null,
        };
        return expected is null || sale is null
            ? expected
            : expected with { Reversed = Reversed(commission, sale, [.. inputs.Reversals[sale.Id]], source) };
    }

    /// <summary>What the refunds and disputes of the sale take back; of a rejected commission nothing more is taken.</summary>
    private static long? Reversed(Commission commission, Sale sale, SaleReversal[] reversals, Commission? source)
    {
        var takeback = sale.Reason == SaleReasons.Merged
            ? new Takeback(sale.AmountMinorUnits, 0, IsCapped: false)
            : Takeback.Of(sale, reversals);
        return commission.Status == CommissionStatus.Rejected
            ? null
            : Rebooking.Of(sale, commission, takeback, commission.CreatedAt, source).Commission!.ReversedMinorUnits;
    }

    private static CommissionBasis? Basis(Commission commission) =>
        commission.Basis is null ? null : PlanJson.ReadBasis(commission.Basis);

    private static CommissionQuestion QuestionOf(Sale sale, PartnerId partner) => CommissionQuestion.Of(sale) with { PartnerId = partner };

    private static CommissionQuestion QuestionOf(Commission commission, Inputs inputs) => new()
    {
        Event = commission.Kind == CommissionKind.Lead ? Flow.LeadCreated : Flow.ClickQualified,
        EventName = commission.LeadId is { } lead ? inputs.Leads.GetValueOrDefault(lead)?.EventName : null,
        Currency = commission.Currency,
        PartnerId = commission.PartnerId,
        OccurredAt = commission.CreatedAt,
    };

    private static IEnumerable<RederivedDifference> Compare(Commission commission, Expected? expected)
    {
        if (expected is null)
        {
            yield return new RederivedDifference(commission.Id, "inputs", commission.Kind.ToString(), "incomplete");
            yield break;
        }

        foreach (var (field, stored, computed) in new (string, object?, object?)[]
        {
            ("rule", commission.Rule, expected.Rule),
            ("currency", commission.Currency, expected.Currency ?? commission.Currency),
            ("base", commission.BaseMinorUnits, expected.Base),
            ("rate", commission.Rate, expected.Rate),
            ("uncapped", commission.UncappedMinorUnits, expected.Uncapped),
            ("amount", commission.AmountMinorUnits, expected.Amount),
            ("shared", commission.SharedMinorUnits, expected.Shared),
            ("kept_up_to", commission.KeptUpToMinorUnits, expected.KeptUpTo),
            ("reversed", commission.ReversedMinorUnits, expected.Reversed ?? commission.ReversedMinorUnits),
        })
        {
            if (!Equals(stored, computed))
            {
                yield return new RederivedDifference(commission.Id, field, Text(stored), Text(computed));
            }
        }
    }

    private static string Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) is { Length: > 0 } text ? text : "none";

    private sealed record Inputs(
        Dictionary<SaleId, Sale> Sales, ILookup<SaleId, SaleReversal> Reversals, Dictionary<LeadId, Lead> Leads,
        Dictionary<CommissionId, Commission> Sources);

    private sealed record Expected(string Rule, Rate? Rate, long Base, long Amount, long? Uncapped)
    {
        public long? Reversed { get; init; }

        public long? KeptUpTo { get; init; }

        public string? Currency { get; init; }

        public long Shared { get; init; }

        /// <summary>A second partner's part.</summary>
        public static Expected Of(SharedPart part, long whole) =>
            new(SharedCommission.Rule, part.Rate, whole, part.Rate.Of(whole), null);

        /// <summary>What is left without it.</summary>
        public Expected Without(SharedPart? part) => part is null
            ? this
            : this with { Amount = Amount - part.Rate.Of(Amount), Shared = part.Rate.Of(Amount) };

        public static Expected Of(Derived derived, long? saleBase) => new(
            derived.Verdict.Rule, derived.Verdict.Rate, derived.Verdict.BaseMinorUnits, derived.Clamped.AmountMinorUnits,
            derived.UncappedMinorUnits)
        {
            KeptUpTo = saleBase is { } whole ? derived.KeptUpTo(whole) : null,
        };
    }
}
