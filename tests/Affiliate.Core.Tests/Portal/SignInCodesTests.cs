using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;

namespace Affiliate.Core.Tests;

/// <summary>AH-41, T14: what is kept of a code is worth nothing without the installation secret.</summary>
public sealed class SignInCodesTests
{
    [Fact]
    public async Task A_code_has_six_digits_and_depends_on_nonce_and_secret()
    {
        await using var installation = new Installation(affiliate => affiliate.UseMailedSignIn<Mailer>());
        await using var elsewhere = new Installation(affiliate =>
        {
            affiliate.Configure(options => options.Secrets["test"] = new string('1', 64));
            affiliate.UseMailedSignIn<Mailer>();
        });
        var codes = installation.Get<SignInCodes>();
        var drawn = new HashSet<string>();
        for (var number = 0; number < 200; number++)
        {
            var nonce = await codes.NewNonceAsync(default);
            var code = await codes.CodeOfAsync(nonce, default);
            Assert.Matches("^[0-9]{6}$", code);
            Assert.Equal(code, await codes.CodeOfAsync(nonce, default));
            Assert.True(await codes.IsCodeAsync(code!, nonce, default));
            Assert.False(await codes.IsCodeAsync("", nonce, default));
            drawn.Add(code!);
            drawn.Add((await elsewhere.Get<SignInCodes>().CodeOfAsync(nonce, default))!);
        }

        // Of 400 numbers in a million some twelve pairs in a hundred runs are the same.
        Assert.InRange(drawn.Count, 395, 400);
        Assert.Null(await codes.CodeOfAsync("unknown:AAAA", default));
        Assert.Null(await codes.CodeOfAsync("AAAA", default));
    }

    [Fact]
    public async Task T14_neither_code_nor_token_nor_address_is_kept()
    {
        var mails = new ConcurrentQueue<PartnerCodeMail>();
        await using var installation = new Installation(affiliate =>
        {
            affiliate.Services.AddSingleton(mails);
            affiliate.UseMailedSignIn<Mailer>();
        });
        var partner = await installation.Get<AffiliateTracker>().EnrollAsync(
            new NewPartner { Email = "alpha@example.com", Slug = "alpha", Status = PartnerStatus.Active });
        await installation.StartAsync<Worker>();
        await installation.Get<PartnerSignIns>().RequestAsync(partner.ProgramId, partner.Email, default);
        await installation.Time.UntilAsync(() => !mails.IsEmpty);
        await installation.StopAsync();

        var mail = Assert.Single(mails);
        var begun = await installation.Get<PartnerSignIns>().CompleteAsync(partner.ProgramId, partner.Email, mail.Code, null, default);

        string[] kept =
        [
            .. (await installation.AllAsync<PartnerSignIn>()).Select(one => one.ToString()),
            .. (await installation.AllAsync<PartnerSession>()).Select(one => one.ToString()),
            .. (await installation.AllAsync<WorkItem>()).Select(one => one.ToString()),
            .. (await installation.AllAsync<LoggedEvent>()).Where(one => one.Type != "partner.created").Select(one => one.ToString()),
        ];
        Assert.All(kept, text =>
        {
            Assert.DoesNotContain(begun!.Token, text, StringComparison.Ordinal);
            Assert.DoesNotContain("alpha@example.com", text, StringComparison.Ordinal);
            Assert.DoesNotMatch($"(?<![0-9a-f]){mail.Code}(?![0-9a-f])", text);
        });
        Assert.DoesNotContain(mail.Code, mail.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("alpha@example.com", mail.ToString(), StringComparison.Ordinal);
    }

    private sealed class Mailer(ConcurrentQueue<PartnerCodeMail>? mails = null) : IPartnerMailer
    {
        public Task SendAsync(PartnerCodeMail mail, CancellationToken cancellationToken)
        {
            mails?.Enqueue(mail);
            return Task.CompletedTask;
        }
    }
}
