using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;

namespace Affiliate.Conformance;

/// <summary>AH-41: sign-ins by mailed code and their sessions, on whatever store and on two instances at once.</summary>
public abstract class SignInConformance : StoreConformance
{
    private readonly ConcurrentQueue<PartnerCodeMail> _mails = [];

    /// <summary>One instance takes the request, another one mails, any opens the session and any ends it.</summary>
    [ConditionalFact]
    public async Task AH_41_a_session_is_begun_seen_and_ended_on_every_instance()
    {
        await using var one = await HostAsync(Store);
        await using var other = await HostAsync(CreateFurtherStore());
        var program = (await one.ProgramAsync()).Id;

        var wait = await one.Get<PartnerSignIns>().RequestAsync(program, "alpha@example.com", default);
        await other.RunDueAsync(WorkKind.SignInMail);
        var mail = Assert.Single(_mails);
        var begun = await other.Get<PartnerSignIns>().CompleteAsync(program, "alpha@example.com", mail.Code, null, default);
        Time.Now = Time.Now.AddSeconds(-5);

        // The first instance's clock is behind; the code is used all the same.
        var again = await one.Get<PartnerSignIns>().CompleteAsync(program, "alpha@example.com", mail.Code, null, default);
        var seen = await one.Get<PartnerSessions>().OpenAsync(begun!.Token, default);
        var ended = await other.Get<PartnerSessions>().EndAsync(begun.Token, default);

        Assert.Null(wait);
        Assert.Equal(("alpha@example.com", Time.Now.AddSeconds(5).AddMinutes(10)), (mail.Partner.Email, mail.ExpiresAt));
        Assert.Null(again);
        Assert.Equal(mail.Partner.Id, seen!.Id);
        Assert.True(ended);
        Assert.Null(await one.Get<PartnerSessions>().OpenAsync(begun.Token, default));
        Assert.False(await one.Get<PartnerSessions>().EndAsync(begun.Token, default));
        var log = (await one.ListAsync<LoggedEvent>()).Where(line => line.Type.StartsWith("partner.signed_", StringComparison.Ordinal)).ToList();
        Assert.Equal(["partner.signed_in", "partner.signed_out"], log.Select(line => line.Type).Order());
        Assert.All(log, line => Assert.Equal(mail.Partner.Id.ToString(), line.Actor));
    }

    /// <summary>Five codes in a quarter of an hour, however many are asked for at once and wherever.</summary>
    [ConditionalTheory]
    [InlineData("alpha@example.com")]
    [InlineData("nobody@example.com")]
    public async Task AH_41_of_many_requests_at_once_five_are_taken(string email)
    {
        await using var one = await HostAsync(Store);
        await using var other = await HostAsync(CreateFurtherStore());
        var program = (await one.ProgramAsync()).Id;
        await Task.WhenAll(one.Get<PartnerSignIns>().RequestAsync(program, "warm@example.com", default), other.ProgramAsync());

        var asked = await Task.WhenAll(Enumerable.Range(0, 12).Select(number => Task.Run(
            () => TryAsync(() => (number % 2 == 0 ? one : other).Get<PartnerSignIns>().RequestAsync(program, email, default)))));
        var taken = asked.Count(answer => answer is { IsBusy: false, Value: null });
        for (; await one.Get<PartnerSignIns>().RequestAsync(program, email, default) is null; taken++)
        {
        }

        Assert.Equal(5, taken);
        Time.Advance(TimeSpan.FromMinutes(15));
        Assert.Null(await other.Get<PartnerSignIns>().RequestAsync(program, email, default));
    }

    /// <summary>A code takes five guesses, however many are made at once; then it is worth nothing, even to who has it.</summary>
    [ConditionalFact]
    public async Task AH_41_of_many_guesses_at_once_five_count()
    {
        await using var one = await HostAsync(Store);
        await using var other = await HostAsync(CreateFurtherStore());
        var program = (await one.ProgramAsync()).Id;
        await other.ProgramAsync();
        var code = await CodeAsync(one, program);

        await Task.WhenAll(Enumerable.Range(0, 12).Select(number => Task.Run(
            () => TryAsync(() => (number % 2 == 0 ? one : other).Get<PartnerSignIns>().CompleteAsync(program, "alpha@example.com", "x" + code[1..], null, default)))));
        while ((await one.ListAsync<PartnerSignIn>()).Single().Tries < 5)
        {
            await one.Get<PartnerSignIns>().CompleteAsync(program, "alpha@example.com", "x" + code[1..], null, default);
        }

        Assert.Equal(5, (await one.ListAsync<PartnerSignIn>()).Single().Tries);
        Assert.Null(await one.Get<PartnerSignIns>().CompleteAsync(program, "alpha@example.com", code, null, default));
        Assert.NotNull(await one.Get<PartnerSignIns>().CompleteAsync(program, "alpha@example.com", await CodeAsync(one, program), null, default));
    }

    /// <summary>The right code, given many times at once, is good for one session.</summary>
    [ConditionalFact]
    public async Task AH_41_a_code_begins_one_session()
    {
        await using var one = await HostAsync(Store);
        await using var other = await HostAsync(CreateFurtherStore());
        var program = (await one.ProgramAsync()).Id;
        await other.ProgramAsync();
        var code = await CodeAsync(one, program);

        var begun = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Task.Run(
            () => TryAsync(() => (number % 2 == 0 ? one : other).Get<PartnerSignIns>().CompleteAsync(program, "alpha@example.com", code, null, default)))));

        Assert.Single(begun, answer => answer.Value is not null);
        Assert.Single(await one.ListAsync<PartnerSession>());
    }

    /// <summary>Sessions end with the partner for good, and with the address that they were begun under.</summary>
    [ConditionalFact]
    public async Task AH_41_sessions_end_when_the_partner_is_deactivated_or_gets_another_address()
    {
        await using var host = await HostAsync(Store);
        var program = (await host.ProgramAsync()).Id;
        var first = await SignInAsync(host, program);
        await ChangeAsync(host, partner => partner with { FirstName = "Alpha" });
        Assert.NotNull(await host.Get<PartnerSessions>().OpenAsync(first, default));

        await ChangeAsync(host, partner => partner with { Status = PartnerStatus.Deactivated });
        await ChangeAsync(host, partner => partner with { Status = PartnerStatus.Active });
        var second = await SignInAsync(host, program);
        await ChangeAsync(host, partner => partner with { Email = "other@example.com" });

        Assert.Null(await host.Get<PartnerSessions>().OpenAsync(first, default));
        Assert.Null(await host.Get<PartnerSessions>().OpenAsync(second, default));
        Assert.Empty(await host.ListAsync<PartnerSession>());
    }

    /// <summary>Twenty sessions a partner, for thirty days; a day after it nothing is left of either.</summary>
    [ConditionalFact]
    public async Task AH_41_what_no_longer_counts_is_removed()
    {
        await using var host = await HostAsync(Store);
        var program = (await host.ProgramAsync()).Id;
        var tokens = new List<string>();
        for (var number = 0; number < 21; number++)
        {
            Time.Advance(TimeSpan.FromMinutes(4));
            tokens.Add(await SignInAsync(host, program));
        }

        Assert.Equal(20, (await host.ListAsync<PartnerSession>()).Count);
        Assert.Null(await host.Get<PartnerSessions>().OpenAsync(tokens[0], default));
        Time.Advance(PartnerSessions.Lifetime - TimeSpan.FromMilliseconds(1));
        Assert.NotNull(await host.Get<PartnerSessions>().OpenAsync(tokens[^1], default));
        Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Null(await host.Get<PartnerSessions>().OpenAsync(tokens[^1], default));

        await Store.ExecuteAsync(
            (unit, _) =>
            {
                unit.Add(Sample.WorkItem(WorkKind.SignInCleanup) with { DueAt = Time.Now });
                return Task.FromResult(true);
            },
            default);
        await host.RunDueAsync(WorkKind.SignInCleanup);

        Assert.Empty(await host.ListAsync<PartnerSession>());
        Assert.Empty(await host.ListAsync<PartnerSignIn>());
    }

    private async Task<MoneyHost> HostAsync(IAffiliateStore store)
    {
        var host = new MoneyHost(store, Time, affiliate =>
        {
            affiliate.Services.AddSingleton(_mails);
            affiliate.UseMailedSignIn<Mailer>();
        });
        var program = (await host.ProgramAsync()).Id;
        if (await store.FindAsync(Partner.BySlug(program, "alpha"), default) is null)
        {
            await host.Tracker.EnrollAsync(new NewPartner { Email = "alpha@example.com", Slug = "alpha", Status = PartnerStatus.Active });
        }

        return host;
    }

    private async Task<string> CodeAsync(MoneyHost host, ProgramId program)
    {
        await host.Get<PartnerSignIns>().RequestAsync(program, "alpha@example.com", default);
        await host.RunDueAsync(WorkKind.SignInMail);
        return _mails.Last().Code;
    }

    private async Task<string> SignInAsync(MoneyHost host, ProgramId program)
    {
        var begun = await host.Get<PartnerSignIns>().CompleteAsync(program, "alpha@example.com", await CodeAsync(host, program), null, default);
        return begun!.Token;
    }

    private static async Task ChangeAsync(MoneyHost host, Func<Partner, Partner> change)
    {
        var partner = Assert.Single(await host.ListAsync<Partner>());
        await host.Get<PartnerDesk>().ChangeAsync(partner.ProgramId, partner.Id, change, null, null, default);
    }

    /// <summary>An answer, or that the unit lost too many races, which changes nothing.</summary>
    private static async Task<(bool IsBusy, T? Value)> TryAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return (false, await call());
        }
        catch (AffiliateBusyException)
        {
            return (true, default);
        }
    }

    private sealed class Mailer(ConcurrentQueue<PartnerCodeMail> mails) : IPartnerMailer
    {
        public Task SendAsync(PartnerCodeMail mail, CancellationToken cancellationToken)
        {
            mails.Enqueue(mail);
            return Task.CompletedTask;
        }
    }
}
