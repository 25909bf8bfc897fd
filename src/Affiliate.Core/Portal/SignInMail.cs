using Microsoft.Extensions.DependencyInjection;

namespace Affiliate;

/// <summary>
/// Has codes mailed, behind the answer: it takes as long for an address that is nobody's, and a mail is not lost with the process.
/// </summary>
internal sealed class SignInMail(
    IAffiliateStore store, ProgramDirectory programs, SignInCodes codes, IServiceScopeFactory scopes, TimeProvider time) : IWorkHandler
{
    public WorkKind Kind => WorkKind.SignInMail;

    /// <summary>The work of mailing the code of a nonce.</summary>
    public static WorkItem ItemFor(string nonce, DateTimeOffset now) =>
        WorkItem.New(WorkKind.SignInMail, nonce, now);

    public async Task<WorkResult> RunAsync(WorkItem item, CancellationToken cancellationToken)
    {
        // Another code was asked for meanwhile, or this one is used, or the address is nobody's.
        if (await store.FindAsync(PartnerSignIn.ByNonce(item.Subject), cancellationToken).ConfigureAwait(false) is not { PartnerId: { } id, IsUsed: false } signIn
            || signIn.CodeExpiresAt <= time.GetUtcNow()
            || await store.FindAsync(Partner.ById(id), cancellationToken).ConfigureAwait(false) is not { Status: not PartnerStatus.Deactivated } partner
            || await programs.GetAsync(partner.ProgramId, cancellationToken).ConfigureAwait(false) is not { } program
            || await codes.CodeOfAsync(signIn.Nonce, cancellationToken).ConfigureAwait(false) is not { } code)
        {
            return WorkResult.Done;
        }

        await SendAsync(new PartnerCodeMail(partner, program.Name, code, signIn.CodeExpiresAt), cancellationToken).ConfigureAwait(false);
        return WorkResult.Done;
    }

    private async Task SendAsync(PartnerCodeMail mail, CancellationToken cancellationToken)
    {
        var scope = scopes.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            try
            {
                await scope.ServiceProvider.GetRequiredService<IPartnerMailer>().SendAsync(mail, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                // Mail servers name the address in their errors, and errors are logged.
                throw new InvalidOperationException($"The host's IPartnerMailer failed with a {exception.GetType().Name}.");
            }
        }
    }
}
