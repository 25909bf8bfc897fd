using Affiliate;

namespace Saas;

/// <summary>What an empty database starts with: two partners, two plans and a key. The program makes itself.</summary>
internal sealed class Seed(AffiliateTracker tracker, PlanDesk plans, ApiKeys keys, TimeProvider time, IConfiguration configuration)
{
    private const string KeyFileSetting = "Affiliate:ApiKeyFile";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var alpha = await EnrollAsync("alpha", cancellationToken);
        await EnrollAsync("beta", cancellationToken);
        if (alpha is not null)
        {
            await MakePlansAsync(alpha.ProgramId, cancellationToken);
            await IssueKeyAsync(alpha.ProgramId, cancellationToken);
        }
    }

    /// <summary>Everybody's plan pays the program's share; the other one pays by product and in steps, to whoever is put under it.</summary>
    private async Task MakePlansAsync(ProgramId program, CancellationToken cancellationToken)
    {
        await plans.CreateAsync(program, "Standard", PlanTerms.None, isDefault: true, cancellationToken);
        var pro = new Flow
        {
            Id = AffiliateId.New<FlowId>(time.GetUtcNow()),
            Name = "Pro: 40 % of the first three payments, then 15 %",
            ProductIds = ["pro"],
            Rate = Rate.FromPercent(40),
            Steps = [new FlowStep(4, Rate.FromPercent(15), null)],
        };
        var rest = new Flow
        {
            Id = AffiliateId.New<FlowId>(time.GetUtcNow()),
            Name = "All else: 25 % for a year",
            Rate = Rate.FromPercent(25),
            DurationMonths = 12,
        };
        var caps = new CommissionCap(CapScope.Partner, CapPeriod.Month, 500_000);
        await plans.CreateAsync(
            program, "Products and steps", new PlanTerms { Flows = [pro, rest], Caps = [caps] }, cancellationToken: cancellationToken);
    }

    /// <returns>The partner, or <see langword="null"/> when an earlier start, or another instance just now, enrolled them.</returns>
    private async Task<Partner?> EnrollAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            var partner = new NewPartner
            {
                Email = name + "@partners.example",
                Slug = name,
                Status = PartnerStatus.Active,
            };
            return await tracker.EnrollAsync(partner, cancellationToken);
        }
        catch (AffiliateConflictException)
        {
            return null;
        }
    }

    /// <summary>A key is shown once: in the file that the settings name, or else here on the console.</summary>
    private async Task IssueKeyAsync(ProgramId program, CancellationToken cancellationToken)
    {
        var key = await keys.CreateAsync(program, "sample", ApiScopes.All, cancellationToken: cancellationToken);
        if (configuration[KeyFileSetting] is { Length: > 0 } file)
        {
            await File.WriteAllTextAsync(file, key.Secret, cancellationToken);
        }
        else
        {
            Console.WriteLine($"API key, shown this once: {key.Secret}");
        }
    }
}
