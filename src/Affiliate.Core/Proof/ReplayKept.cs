namespace Affiliate;

/// <summary>What partners would keep of replayed sales, after refunds.</summary>
internal sealed class ReplayKept(ReplayData data)
{
    /// <summary>What refunds leave of it, with the recruiter's share. What a person rejected stays rejected.</summary>
    public List<(PartnerId Partner, long Kept)> Of(StoredSale stored, Partner partner, Derived derived, bool isSame)
    {
        var amount = derived.Clamped.AmountMinorUnits;
        if (amount == 0 || (stored.Own is { Status: CommissionStatus.Rejected } rejected && rejected.PartnerId == partner.Id))
        {
            return [];
        }

        var part = PartOf(stored, partner);
        var cut = part?.Rate.Of(amount) ?? 0;
        var own = ReplayCommission.Left(
            stored.Sale, ReplayCommission.Of(stored.Sale, partner, derived) with { AmountMinorUnits = amount - cut, SharedMinorUnits = cut }, null);
        var kept = new List<(PartnerId, long)> { (partner.Id, own.KeptMinorUnits) };
        if (cut > 0 && stored.Part is not { Status: CommissionStatus.Rejected })
        {
            kept.Add((part!.Value.Partner, ReplayCommission.Left(
                stored.Sale, own with { AmountMinorUnits = cut, ReversedMinorUnits = 0, Kind = CommissionKind.Shared }, own).KeptMinorUnits));
        }

        if (derived.Terms.RecruiterShare is { } rate && Recruiter(stored, partner, derived.Terms, isSame) is { } recruiter
            && stored.Share is not { Status: CommissionStatus.Rejected })
        {
            var share = own with { AmountMinorUnits = rate.Of(amount - cut, derived.Terms.Rounding), ReversedMinorUnits = 0, Kind = CommissionKind.Recruit };
            kept.Add((recruiter, ReplayCommission.Left(stored.Sale, share, own).KeptMinorUnits));
        }

        return kept;
    }

    private PartnerId? Recruiter(StoredSale stored, Partner partner, PlanTerms rules, bool isSame) =>
        isSame && stored.Own is not null ? stored.Share?.PartnerId
        : partner.RecruitedBy is { } id && data.Partners.GetValueOrDefault(id) is { Status: PartnerStatus.Active or PartnerStatus.Invited }
            && (rules.RecruiterMonths is not { } months || CalendarMonths.IsWithin(partner.CreatedAt, months, stored.DecidedAt))
            ? id
            : null;

    /// <summary>Who gets a part of what the partner earns: as it was, or of a sale that earned nothing then, as the binding says.</summary>
    private (PartnerId Partner, Rate Rate)? PartOf(StoredSale stored, Partner partner) => stored switch
    {
        { Own: { } own, Part: { Rate: { } rate } part } when own.PartnerId == partner.Id => (part.PartnerId, rate),
        { Own: null, Sale.CustomerId: { } customer } when data.Referrals.GetValueOrDefault(customer) is { SharedWith: { } sharer, SharedRate: { } rate } referral
            && referral.PartnerId == partner.Id && data.Partners.GetValueOrDefault(sharer) is { Status: PartnerStatus.Active or PartnerStatus.Invited }
            => (sharer, rate),
        _ => null,
    };
}
