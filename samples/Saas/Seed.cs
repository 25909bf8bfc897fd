using Affiliate;

namespace Saas;

/// <summary>What an empty database starts with: two partners and a key. The program makes itself.</summary>
internal sealed class Seed(AffiliateTracker tracker, ApiKeys keys, IConfiguration configuration)
{
    private const string KeyFileSetting = "Affiliate:ApiKeyFile";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var alpha = await EnrollAsync("alpha", cancellationToken);
        await EnrollAsync("beta", cancellationToken);
        if (alpha is not null)
        {
            await IssueKeyAsync(alpha.ProgramId, cancellationToken);
        }
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
