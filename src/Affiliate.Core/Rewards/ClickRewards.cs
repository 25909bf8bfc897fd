namespace Affiliate;

/// <summary>Pays for a click that a person lets count, and sets aside what one earned that counts no more.</summary>
internal sealed class ClickRewards(CommissionDesk desk, TimeProvider time)
{
    /// <summary>Why a commission waits for a person: the click it is for was left out.</summary>
    public const string Excluded = "click_excluded";

    public async Task FollowAsync(IAffiliateUnit unit, Click before, Click after, CancellationToken ct)
    {
        if (before.Qualified == after.Qualified || after.VisitorId is not { } visitor)
        {
            return;
        }

        var earned = await unit.FindAsync(Commission.BySource(RewardWork.SourceOf(after, visitor)), ct).ConfigureAwait(false);
        if (earned?.ClickId != after.Id)
        {
            // Where nothing is paid for clicks the work finds that out; what was paid to the visitor's other click stays there.
            if (after.Qualified)
            {
                unit.Add(RewardWork.ItemFor(after.Id, time.GetUtcMilliseconds()));
            }
        }
        else if (!after.Qualified && CommissionMoves.ObstacleToReview(earned) is null)
        {
            desk.Move(unit, earned with { ReviewReason = Excluded }, CommissionStatus.Review, Excluded);
        }
        else if (after.Qualified && earned is { Status: CommissionStatus.Review, ReviewReason: Excluded })
        {
            unit.Add(HoldWork.ItemFor(earned, time.GetUtcMilliseconds()));
            desk.Move(unit, earned with { ReviewReason = null }, CommissionStatus.Pending, "click_counts_again");
        }
    }
}
