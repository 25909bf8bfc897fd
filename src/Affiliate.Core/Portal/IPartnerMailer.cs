namespace Affiliate;

/// <summary>Sends partners the codes that they sign in to the portal with (AH-41). The host has it send its own mails in its own words.</summary>
public interface IPartnerMailer
{
    /// <summary>Sends a code. Called in the background, in a scope of its own.</summary>
    /// <remarks>
    /// Throwing has it called again, a few seconds later at first, until the code no longer counts; so a mail may go out twice.
    /// What is thrown is not logged, since it may name the address.
    /// </remarks>
    /// <param name="mail">The code, and whom it is for.</param>
    /// <param name="cancellationToken">The host stops.</param>
    Task SendAsync(PartnerCodeMail mail, CancellationToken cancellationToken);
}

/// <summary>A code for a partner to sign in with.</summary>
/// <param name="Partner">The partner; <see cref="Partner.Email"/> is where it goes.</param>
/// <param name="ProgramName">What the program is called.</param>
/// <param name="Code">Six digits. Do not log them.</param>
/// <param name="ExpiresAt">Until when the code counts.</param>
public sealed record PartnerCodeMail(Partner Partner, string ProgramName, string Code, DateTimeOffset ExpiresAt)
{
    /// <summary>Names the partner, but neither code nor address, so that it can be logged.</summary>
    public override string ToString() => $"A code for {Partner.Id}";
}
