namespace Affiliate;

/// <summary>Enrols partners with their default link.</summary>
internal sealed class Enrollment(
    UnitRunner units, ProgramDirectory programs, LinkDirectory links, PayoutAccounts accounts, EventOutbox outbox, TimeProvider time)
{
    public async Task<Partner> EnrollAsync(NewPartner partner, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(partner);
        var program = await programs.RequireAsync(partner.Program, ct).ConfigureAwait(false);
        var enrolled = Validated(partner, program.Id);
        var account = partner.Payout is { } details
            ? await accounts.SealAsync(program.Id, enrolled.Id, details, ct).ConfigureAwait(false)
            : null;
        await units.RunAsync(
            async (unit, token) =>
            {
                await RefuseTakenAsync(unit, enrolled, token).ConfigureAwait(false);
                await PartnerRelations.CheckAsync(unit, null, enrolled, token).ConfigureAwait(false);
                Add(unit, enrolled);
                if (account is not null)
                {
                    await accounts.WriteAsync(unit, account, token).ConfigureAwait(false);
                }

                return enrolled;
            },
            ct).ConfigureAwait(false);

        // Somebody may have tried the link before there was one.
        links.Forget(enrolled.ProgramId, enrolled.Slug);
        return enrolled;
    }

    private static async Task RefuseTakenAsync(IAffiliateUnit unit, Partner partner, CancellationToken ct)
    {
        if (await unit.FindAsync(Partner.ByEmail(partner.ProgramId, partner.Email), ct).ConfigureAwait(false) is not null)
        {
            throw new AffiliateConflictException("email_taken", "A partner with this e-mail address exists already.");
        }

        if (partner.UserKey is { } user
            && (await unit.ListAsync(
                Query<Partner>.All.Equal(p => p.ProgramId, partner.ProgramId).Equal(p => p.UserKey, user), ct).ConfigureAwait(false)).Count > 0)
        {
            throw new AffiliateConflictException("user_key_taken", "Another partner is this user already.");
        }

        if (await unit.FindAsync(Link.BySlug(partner.ProgramId, partner.Slug), ct).ConfigureAwait(false) is not null)
        {
            throw new AffiliateConflictException("slug_taken", $"The slug '{partner.Slug}' is in use already.");
        }
    }

    private Partner Validated(NewPartner partner, ProgramId program)
    {
        if (!EmailAddress.TryNormalize(partner.Email, out var email))
        {
            throw new ArgumentException("The e-mail address is not valid.", nameof(partner));
        }

        if (!Slug.TryNormalize(partner.Slug, out var slug))
        {
            throw new ArgumentException(
                $"A slug has 1 to {Link.MaxSlugLength} letters, digits, '-' and '_'.", nameof(partner));
        }

        var now = time.GetUtcMilliseconds();
        return new Partner
        {
            Id = AffiliateId.New<PartnerId>(now),
            ProgramId = program,
            Email = email,
            Slug = slug,
            UserKey = partner.UserKey is { Length: > CustomerKey.MaxLength }
                ? throw new ArgumentException($"A user key has at most {CustomerKey.MaxLength} characters.", nameof(partner))
                : partner.UserKey,
            TenantKey = partner.TenantKey is { Length: > CustomerKey.MaxLength }
                ? throw new ArgumentException($"A tenant key has at most {CustomerKey.MaxLength} characters.", nameof(partner))
                : partner.TenantKey,
            FirstName = partner.FirstName,
            LastName = partner.LastName,
            Commission = partner.Commission,
            HoldPeriod = partner.HoldPeriod,
            AttributionWindow = partner.AttributionWindow,
            GroupId = partner.GroupId,
            PlanId = partner.PlanId,
            RecruitedBy = partner.RecruitedBy,
            Status = partner.Status,
            Metadata = partner.Metadata,
            CreatedAt = now,
        };
    }

    private void Add(IAffiliateUnit unit, Partner partner)
    {
        unit.Add(partner);
        unit.Add(new Link
        {
            Id = AffiliateId.New<LinkId>(partner.CreatedAt),
            ProgramId = partner.ProgramId,
            PartnerId = partner.Id,
            Slug = partner.Slug,
            CreatedAt = partner.CreatedAt,
        });
        outbox.Publish(unit, new PartnerCreated
        {
            ProgramId = partner.ProgramId,
            PartnerId = partner.Id,
            Email = partner.Email,
            Slug = partner.Slug,
        });
    }
}
