namespace Affiliate;

/// <summary>Changes partners. They are never deleted: what they earned stands.</summary>
internal sealed class PartnerDesk(
    UnitRunner units, LinkDirectory links, PayoutAccounts accounts, EventOutbox outbox, TimeProvider time)
{
    /// <summary>Changes a partner of a program.</summary>
    /// <remarks>A change that changes nothing leaves no event.</remarks>
    /// <returns>The partner as it is now, or <see langword="null"/> when the program has none with that identifier.</returns>
    /// <exception cref="AffiliateConflictException">
    /// The e-mail address or user key is another partner's (<c>email_taken</c>, <c>user_key_taken</c>), or the partner would be
    /// invited again (<c>illegal_state</c>).
    /// </exception>
    /// <exception cref="ArgumentException">A relation or the payout details are not valid.</exception>
    public async Task<Partner?> ChangeAsync(
        ProgramId program, PartnerId id, Func<Partner, Partner> change, PayoutDetails? payout, string? reason, CancellationToken ct)
    {
        var account = payout is null ? null : await accounts.SealAsync(program, id, payout, ct).ConfigureAwait(false);
        var partner = await units.RunAsync(
            async (unit, token) =>
            {
                var known = await unit.FindAsync(Partner.ById(id), token).ConfigureAwait(false);
                if (known?.ProgramId != program)
                {
                    return null;
                }

                var changed = change(known!);
                if (changed == known && account is null)
                {
                    return known;
                }

                if (account is not null)
                {
                    await accounts.WriteAsync(unit, account, token).ConfigureAwait(false);
                }

                if (changed != known)
                {
                    await RefuseAsync(unit, known!, changed, token).ConfigureAwait(false);
                    await PartnerRelations.CheckAsync(unit, known, changed, token).ConfigureAwait(false);
                    outbox.Publish(unit, EventOf(known!, changed, reason));
                }

                if (changed.Email != known!.Email || changed.Status == PartnerStatus.Deactivated)
                {
                    await PartnerSessions.RemoveAllAsync(unit, id, token).ConfigureAwait(false);
                }

                if ((changed.GroupId, changed.PlanId) != (known.GroupId, known.PlanId))
                {
                    changed = changed with { TermsSince = time.GetUtcMilliseconds() };
                }

                unit.Save(changed);
                return changed with { Version = changed.Version + 1 };
            },
            ct).ConfigureAwait(false);
        if (partner is not null)
        {
            links.Forget(program, partner.Slug);
        }

        return partner;
    }

    private static async Task RefuseAsync(IAffiliateUnit unit, Partner known, Partner changed, CancellationToken ct)
    {
        if (changed.Status != known.Status && changed.Status == PartnerStatus.Invited)
        {
            throw new AffiliateConflictException("illegal_state", "A partner who has begun is not invited again.");
        }

        if (changed.Email != known.Email
            && await unit.FindAsync(Partner.ByEmail(known.ProgramId, changed.Email), ct).ConfigureAwait(false) is not null)
        {
            throw new AffiliateConflictException("email_taken", "A partner with this e-mail address exists already.");
        }

        if (changed.UserKey is { } user && user != known.UserKey)
        {
            var others = await unit.ListAsync(
                Query<Partner>.All.Equal(p => p.ProgramId, known.ProgramId).Equal(p => p.UserKey, user), ct).ConfigureAwait(false);
            if (others.Count > 0)
            {
                throw new AffiliateConflictException("user_key_taken", "Another partner is this user already.");
            }
        }
    }

    private static AffiliateEvent EventOf(Partner known, Partner changed, string? reason) =>
        changed.Status == PartnerStatus.Deactivated && known.Status != PartnerStatus.Deactivated
            ? new PartnerDeleted
            {
                ProgramId = changed.ProgramId,
                PartnerId = changed.Id,
                Email = changed.Email,
                Slug = changed.Slug,
                Changes = PartnerUpdated.ChangesOf(known, changed),
                Reason = reason,
            }
            : PartnerUpdated.Of(known, changed, reason);
}
