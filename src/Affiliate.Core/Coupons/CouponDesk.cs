namespace Affiliate;

/// <summary>Makes and changes the coupons of partners.</summary>
public sealed class CouponDesk
{
    private const int MaxReferenceLength = 255;
    private readonly UnitRunner _units;
    private readonly ProgramDirectory _programs;
    private readonly IAffiliateStore _store;
    private readonly EventOutbox _outbox;
    private readonly TimeProvider _time;

    internal CouponDesk(UnitRunner units, ProgramDirectory programs, IAffiliateStore store, EventOutbox outbox, TimeProvider time)
    {
        _outbox = outbox;
        _units = units;
        _programs = programs;
        _store = store;
        _time = time;
    }

    /// <summary>Makes a coupon.</summary>
    /// <exception cref="ArgumentException">The code, the times or the number of uses are not valid, or program or partner are unknown.</exception>
    /// <exception cref="AffiliateConflictException">The code exists in the program, in whatever case (<c>code_taken</c>).</exception>
    public async Task<Coupon> CreateAsync(NewCoupon coupon, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(coupon);
        CallScope.Audited(_outbox);
        Check(coupon);
        var program = await _programs.RequireAsync(coupon.Program, cancellationToken).ConfigureAwait(false);
        var now = _time.GetUtcMilliseconds();
        var made = Fill(
            new Coupon
            {
                Id = AffiliateId.New<CouponId>(now),
                ProgramId = program.Id,
                PartnerId = coupon.PartnerId,
                Code = "",
                Lookup = "",
                CreatedAt = now,
            },
            coupon);
        return await _units.RunAsync(
            async (unit, ct) =>
            {
                await RefuseAsync(unit, made, ct).ConfigureAwait(false);
                unit.Add(made);
                return made;
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Changes a coupon; sales that were credited through it stay so.</summary>
    /// <param name="id">The coupon.</param>
    /// <param name="change">Gives what it is to become, from what it is.</param>
    /// <param name="isActive">Whether it counts; <see langword="null"/> leaves that as it is.</param>
    /// <param name="cancellationToken">Gives up; nothing is changed then.</param>
    /// <returns>The coupon as it is now, or <see langword="null"/> when there is none.</returns>
    /// <exception cref="ArgumentException">What it is to become is not valid.</exception>
    /// <exception cref="AffiliateConflictException">The code exists in the program (<c>code_taken</c>).</exception>
    public async Task<Coupon?> ChangeAsync(
        CouponId id, Func<Coupon, NewCoupon> change, bool? isActive = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        CallScope.Audited(_outbox);
        return await _units.RunAsync(
            async (unit, ct) =>
            {
                if (await unit.FindAsync(Coupon.ById(id), ct).ConfigureAwait(false) is not { } known)
                {
                    return null;
                }

                var wanted = change(known);
                Check(wanted);
                var changed = Fill(known, wanted) with { IsActive = isActive ?? known.IsActive };
                await RefuseAsync(unit, changed, ct).ConfigureAwait(false);
                if (changed != known)
                {
                    unit.Save(changed);
                    changed = changed with { Version = known.Version + 1 };
                }

                return changed;
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>How many buyers a coupon with a limit has bound.</summary>
    public async Task<long> UsesAsync(CouponId id, CancellationToken cancellationToken = default) =>
        (await _store.FindAsync(Counter.Record.ByPrimaryKey(Coupon.CounterOf(id)), cancellationToken)
            .ConfigureAwait(false))?.Value ?? 0;

    private static Coupon Fill(Coupon coupon, NewCoupon wanted) => coupon with
    {
        PartnerId = wanted.PartnerId,
        Code = wanted.Code.Trim(),
        Lookup = Coupon.LookupOf(wanted.Code),
        ProviderReference = wanted.ProviderReference,
        StartsAt = wanted.StartsAt?.ToUtcMilliseconds(),
        EndsAt = wanted.EndsAt?.ToUtcMilliseconds(),
        MaxUses = wanted.MaxUses,
        IsPublic = wanted.IsPublic,
    };

    private static void Check(NewCoupon coupon)
    {
        var code = coupon.Code?.Trim() ?? "";
        if (code.Length is 0 or > Coupon.MaxCodeLength || code.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || char.IsSurrogate(c)))
        {
            throw new ArgumentException($"A code has 1 to {Coupon.MaxCodeLength} characters and no blanks.", nameof(coupon));
        }

        if (coupon.MaxUses < 1 || coupon.EndsAt < coupon.StartsAt || coupon.ProviderReference?.Length is 0 or > MaxReferenceLength)
        {
            throw new ArgumentException("A coupon has at least one use and ends after it starts.", nameof(coupon));
        }
    }

    private static async Task RefuseAsync(IAffiliateUnit unit, Coupon coupon, CancellationToken ct)
    {
        var partner = await unit.FindAsync(Partner.ById(coupon.PartnerId), ct).ConfigureAwait(false);
        if (partner?.ProgramId != coupon.ProgramId)
        {
            throw new ArgumentException($"There is no partner '{coupon.PartnerId}'.", nameof(coupon));
        }

        var known = await unit.FindAsync(Coupon.ByCode(coupon.ProgramId, coupon.Code), ct).ConfigureAwait(false);
        if (known is not null && known.Id != coupon.Id)
        {
            throw new AffiliateConflictException("code_taken", $"A coupon with the code '{coupon.Code}' exists already.");
        }
    }
}
