using System.Globalization;

namespace Affiliate;

/// <summary>Sends a made-up visitor the whole way, click to sign-up to sale, on test rows (AF-09, AF-27).</summary>
internal sealed class TestChain(
    UnitRunner units, IAffiliateStore store, AffiliateTracker tracker, Leads leads, TimeProvider time)
{
    public const int MostPerHour = 10;
    private const string Slug = "test";

    /// <summary>The chain's outcome; <see langword="null"/> when there were enough this hour.</summary>
    public async Task<TestChainResult?> RunAsync(AffiliateProgram program, CancellationToken ct)
    {
        var twin = program.Twin;
        var now = time.GetUtcMilliseconds();
        var counter = string.Create(CultureInfo.InvariantCulture, $"chain:{twin.Id.Value:N}:{now.UtcDateTime:yyyyMMddHH}");
        if (!await units.RunAsync((unit, token) => unit.ClaimAsync(counter, MostPerHour, token), ct).ConfigureAwait(false))
        {
            return null;
        }

        var link = await units.RunAsync((unit, token) => LinkAsync(unit, twin, now, token), ct).ConfigureAwait(false);
        var click = new Click
        {
            Id = AffiliateId.New<ClickId>(now),
            ProgramId = twin.Id,
            PartnerId = link.PartnerId,
            LinkId = link.Id,
            Ref = Slug,
            Landing = "/",
            OccurredAt = now,
            Qualified = true,
            Attributable = true,
        };
        await store.AppendClicksAsync(new ClickBatch([click], [], [], []), ct).ConfigureAwait(false);
        var customer = $"test-chain-{click.Id}";
        var lead = await leads.RecordAsync(
            new NewLead { ProgramId = twin.Id, Customer = customer, ClickId = click.Id }, ct).ConfigureAwait(false);
        var sale = await tracker.RecordAsync(
            new Payment
            {
                Program = twin.Id.ToString(),
                Source = customer,
                Amount = new Money(10_000, program.Currency),
                Customer = customer,
            },
            ct).ConfigureAwait(false);
        return new TestChainResult(click.Id, lead.Lead, lead.Referral is not null, sale);
    }

    /// <summary>The link of the twin's made-up partner.</summary>
    private static async Task<Link> LinkAsync(IAffiliateUnit unit, AffiliateProgram twin, DateTimeOffset now, CancellationToken ct)
    {
        if (await unit.FindAsync(Link.BySlug(twin.Id, Slug), ct).ConfigureAwait(false) is { } known)
        {
            return known;
        }

        var partner = await unit.FindAsync(Partner.BySlug(twin.Id, Slug), ct).ConfigureAwait(false);
        if (partner is null)
        {
            partner = new Partner
            {
                Id = AffiliateId.New<PartnerId>(now),
                ProgramId = twin.Id,
                Email = "test@test.invalid",
                Slug = Slug,
                Status = PartnerStatus.Active,
                CreatedAt = now,
            };
            unit.Add(partner);
        }

        var link = new Link
        {
            Id = AffiliateId.New<LinkId>(now),
            ProgramId = twin.Id,
            PartnerId = partner.Id,
            Slug = Slug,
            CreatedAt = now,
        };
        unit.Add(link);
        return link;
    }
}

/// <summary>What became of a made-up visitor.</summary>
internal sealed record TestChainResult(ClickId Click, Lead Lead, bool IsBound, Recorded Sale);
