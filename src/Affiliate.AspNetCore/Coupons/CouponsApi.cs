using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary><c>/coupons</c>: promotion codes that belong to partners.</summary>
internal sealed class CouponsApi(CouponDesk desk, IAffiliateStore store)
{
    private const int MaxReferenceLength = 255;

    public static void Map(ApiRoutes routes)
    {
        var api = routes.Create<CouponsApi>();
        routes.Get("/coupons", api.ListAsync, "Coupons, newest first").WithQuery("page", "per_page", "partner_id", "search")
            .Gives<PageBody<CouponBody>>();
        routes.Make<CouponId>("/coupons", ApiScopes.PartnersWrite, api.CreateAsync, api.FindAsync, "Make a coupon", 201)
            .Gives<CouponBody>()
            .Takes("""{"code":"SPRING10","partner_id":"par_0197f3a4c2d17bd08a6c0d5e4f3a2b1c","provider_reference":"promo_1001","starts_at":"2026-03-01T00:00:00Z","ends_at":"2026-06-01T00:00:00Z","max_uses":100,"public":false,"program_id":"default"}""", "code", "partner_id");
        routes.Get("/coupons/{id}", api.FindAsync, "A coupon")
            .Gives<CouponBody>();
        routes.Map(
            HttpMethods.Patch, "/coupons/{id}", ApiScopes.PartnersWrite, api.ChangeAsync, "Change a coupon", 200, 409, 413, 415)
            .Gives<CouponBody>()
            .Takes("""{"code":"SPRING10","provider_reference":"promo_1001","starts_at":"2026-03-01T00:00:00Z","ends_at":"2026-06-01T00:00:00Z","max_uses":100,"public":false,"active":true}""");
        routes.Post("/coupons/{id}/deactivate", ApiScopes.PartnersWrite, api.DeactivateAsync, "Stop a coupon", 200)
            .Gives<CouponBody>()
            .Takes("""{}""");
    }

    public async Task<IResult> ListAsync(ApiCall call)
    {
        var query = call.Query;
        var page = query.Page();
        var partner = query.Id<PartnerId>("partner_id");
        var code = query.Text("search", Coupon.MaxCodeLength);
        if (call.Refusal is { } refusal)
        {
            return refusal;
        }

        var wanted = Query<Coupon>.All.Equal(c => c.ProgramId, call.Program.Id);
        wanted = partner is { } owner ? wanted.Equal(c => c.PartnerId, owner) : wanted;
        wanted = code is null ? wanted : wanted.Equal(c => c.Lookup, Coupon.LookupOf(code));
        wanted = wanted.Descending(c => c.CreatedAt).Descending(c => c.Id);
        var coupons = await store.PageAsync(wanted, page, call.Aborted).ConfigureAwait(false);
        var bodies = new List<CouponBody>(coupons.Items.Count);
        foreach (var coupon in coupons.Items)
        {
            bodies.Add(await BodyAsync(coupon, call.Aborted).ConfigureAwait(false));
        }

        return new JsonAnswer<PageBody<CouponBody>>(
            PageBody<CouponBody>.Of(coupons.With<CouponBody>(bodies), body => body), ApiJson.Default.PageBodyCouponBody);
    }

    public async Task<IResult> FindAsync(ApiCall call) =>
        await OwnAsync(call).ConfigureAwait(false) is { } coupon
            ? await AnswerAsync(coupon, call).ConfigureAwait(false)
            : Problem.NotFound;

    public async Task<IResult> CreateAsync(ApiCall call)
    {
        var fields = call.Fields;
        var change = Read(fields, call.Errors, isNew: true);

        if (call.Refusal is { } refusal)
        {
            return refusal;
        }

        var empty = new NewCoupon { Program = call.Program.Id.ToString(), Code = "", PartnerId = default };
        return await GuardedAsync(
            async () => await desk.CreateAsync(change(empty), call.Aborted).ConfigureAwait(false), call,
            StatusCodes.Status201Created).ConfigureAwait(false);
    }

    public async Task<IResult> ChangeAsync(ApiCall call)
    {
        var fields = call.Fields;
        fields.RefuseNulls("code", "partner_id", "active", "public");
        var change = Read(fields, call.Errors, isNew: false);
        var isActive = fields.Flag("active");
        if (call.Refusal is { } refusal)
        {
            return refusal;
        }

        return await OwnAsync(call).ConfigureAwait(false) is { } coupon
            ? await GuardedAsync(
                () => desk.ChangeAsync(coupon.Id, known => change(Wanted(known)), isActive, call.Aborted), call,
                StatusCodes.Status200OK).ConfigureAwait(false)
            : Problem.NotFound;
    }

    public async Task<IResult> DeactivateAsync(ApiCall call)
    {
        return await OwnAsync(call).ConfigureAwait(false) is { } coupon
            ? await GuardedAsync(
                () => desk.ChangeAsync(coupon.Id, Wanted, isActive: false, call.Aborted), call, StatusCodes.Status200OK)
                .ConfigureAwait(false)
            : Problem.NotFound;
    }

    private static NewCoupon Wanted(Coupon coupon) => new()
    {
        PartnerId = coupon.PartnerId,
        Code = coupon.Code,
        ProviderReference = coupon.ProviderReference,
        StartsAt = coupon.StartsAt,
        EndsAt = coupon.EndsAt,
        MaxUses = coupon.MaxUses,
        IsPublic = coupon.IsPublic,
    };

    /// <summary>What the given fields make of a coupon; a null empties what can be empty.</summary>
    private static Func<NewCoupon, NewCoupon> Read(JsonFields fields, InputErrors errors, bool isNew)
    {
        var code = fields.Name("code", Coupon.MaxCodeLength, isRequired: isNew);
        if (code?.Any(char.IsWhiteSpace) == true)
        {
            errors.Add("code", "Must not have blanks.");
        }

        var partner = fields.Id<PartnerId>("partner_id", isRequired: isNew);
        var reference = fields.Name("provider_reference", MaxReferenceLength);
        var (starts, ends) = (fields.Instant("starts_at"), fields.Instant("ends_at"));
        if (starts > ends)
        {
            errors.Add("ends_at", "Must not be before 'starts_at'.");
        }

        var uses = fields.Whole("max_uses", 1, int.MaxValue);
        var isPublic = fields.Flag("public");
        return coupon => coupon with
        {
            Code = code ?? coupon.Code,
            PartnerId = partner ?? coupon.PartnerId,
            ProviderReference = fields.Has("provider_reference") ? reference : coupon.ProviderReference,
            StartsAt = fields.Has("starts_at") ? starts : coupon.StartsAt,
            EndsAt = fields.Has("ends_at") ? ends : coupon.EndsAt,
            MaxUses = fields.Has("max_uses") ? uses : coupon.MaxUses,
            IsPublic = isPublic ?? coupon.IsPublic,
        };
    }

    private async Task<IResult> GuardedAsync(Func<Task<Coupon?>> work, ApiCall call, int status)
    {
        try
        {
            return await work().ConfigureAwait(false) is { } coupon
                ? await AnswerAsync(coupon, call, status).ConfigureAwait(false)
                : Problem.NotFound;
        }
        catch (ArgumentException)
        {
            // The fields were checked before: what is left is the owner, or times that do not fit those that stay.
            return Problem.Validation("partner_id", "Must be a partner of the program, and the times must be in order.");
        }
    }

    private async Task<Coupon?> OwnAsync(ApiCall call)
    {
        var coupon = call.Id<CouponId>() is { } id
            ? await store.FindAsync(Coupon.ById(id), call.Aborted).ConfigureAwait(false)
            : null;
        return coupon?.ProgramId == call.Program.Id ? coupon : null;
    }

    private async Task<IResult> AnswerAsync(Coupon coupon, ApiCall call, int status = StatusCodes.Status200OK) =>
        new JsonAnswer<CouponBody>(
            await BodyAsync(coupon, call.Aborted).ConfigureAwait(false), ApiJson.Default.CouponBody, status)
        {
            Location = status == StatusCodes.Status201Created
                ? call.LocationOf(coupon.Id)
                : null,
            Version = coupon.Version,
        };

    private async Task<CouponBody> BodyAsync(Coupon coupon, CancellationToken ct) => new(
        coupon.Id.ToString(), coupon.ProgramId.ToString(), coupon.PartnerId.ToString(), coupon.Code,
        coupon.ProviderReference, coupon.StartsAt, coupon.EndsAt, coupon.MaxUses,
        coupon.MaxUses is null ? null : await desk.UsesAsync(coupon.Id, ct).ConfigureAwait(false), coupon.IsPublic,
        coupon.IsActive, coupon.CreatedAt, coupon.Version);
}

/// <summary>A coupon as it is published; uses are counted where there is a limit.</summary>
internal sealed record CouponBody(
    string Id, string ProgramId, string PartnerId, string Code, string? ProviderReference, DateTimeOffset? StartsAt,
    DateTimeOffset? EndsAt, long? MaxUses, long? Uses, bool Public, bool Active, DateTimeOffset CreatedAt, int Version);
