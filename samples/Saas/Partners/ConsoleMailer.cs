using Affiliate;

namespace Saas.Partners;

/// <summary>Stands in for a mail server while developing. A real application sends a mail here, and logs nothing of it.</summary>
internal sealed class ConsoleMailer : IPartnerMailer
{
    public Task SendAsync(PartnerCodeMail mail, CancellationToken cancellationToken)
    {
        Console.WriteLine($"Mail to {mail.Partner.Email}: your code for {mail.ProgramName} is {mail.Code}.");
        return Task.CompletedTask;
    }
}
