using System.Collections.Concurrent;

namespace Affiliate.AspNetCore.Tests;

/// <summary>Sessions and codes of the portal, for tests of what comes after.</summary>
internal static class Portals
{
    /// <summary>What a page of the portal sends.</summary>
    public static (string, string)[] Headers(string? token) =>
        [(OwnPages.Header, "1"), ("Sec-Fetch-Site", "same-origin"), .. token is null ? Array.Empty<(string, string)>() : [("Cookie", $"affiliate-portal={token}")]];

    /// <summary>Begins a session without mail and code, and gives its token.</summary>
    public static async Task<string> BeginAsync(TestHost host, string partner)
    {
        var found = (await host.Store.FindAsync(Partner.ById(AffiliateId.Parse<PartnerId>(partner)), default))!;
        while (true)
        {
            try
            {
                var begun = await host.Store.ExecuteAsync(
                    (unit, ct) => host.Services.GetRequiredService<PartnerSessions>().BeginAsync(unit, found, null, ct), default);
                return begun.Token;
            }
            catch (StoreConflictException)
            {
                // The host removes what has ended meanwhile; its own units would try again after a pause of its clock.
            }
        }
    }

    /// <summary>Adds a code that counts for a month, without mail, and gives it.</summary>
    public static async Task<string> AddCodeAsync(TestHost host, Partner partner)
    {
        var codes = new SignInCodes(host.Services.GetRequiredService<InstallationSecret>());
        var nonce = await codes.NewNonceAsync(default);
        await host.Store.AddAsync(new PartnerSignIn
        {
            Id = await codes.AddressAsync(partner.ProgramId, partner.Email, default),
            ProgramId = partner.ProgramId,
            PartnerId = partner.Id,
            Nonce = nonce,
            CodeExpiresAt = Sample.Now.AddDays(30),
            Requests = "",
            ExpiresAt = Sample.Now.AddDays(30),
        });
        return (await codes.CodeOfAsync(nonce, default))!;
    }
}

/// <summary>The mails that were sent.</summary>
internal sealed class MailBox
{
    public ConcurrentQueue<PartnerCodeMail> Mails { get; } = [];

    /// <summary>How often the mail server is away before it takes a mail.</summary>
    public int Failures { get; set; }
}

/// <summary>Notes mails instead of sending them.</summary>
internal sealed class NotingMailer(MailBox? box = null) : IPartnerMailer
{
    public Task SendAsync(PartnerCodeMail mail, CancellationToken cancellationToken)
    {
        if (box is not null && box.Failures-- > 0)
        {
            throw new IOException($"No route to the mail server of {mail.Partner.Email}.");
        }

        box?.Mails.Enqueue(mail);
        return Task.CompletedTask;
    }
}
