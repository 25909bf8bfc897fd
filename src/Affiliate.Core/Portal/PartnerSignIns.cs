using System.Globalization;

namespace Affiliate;

/// <summary>
/// Signs partners in with mailed codes (AH-41). Whoever asks learns nothing: an address that is nobody's gets the same answer, at
/// the same cost and under the same limits.
/// </summary>
internal sealed class PartnerSignIns(
    UnitRunner units, SignInCodes codes, PartnerSessions sessions, TimeProvider time)
{
    /// <summary>How long a code counts.</summary>
    public static readonly TimeSpan CodeLifetime = TimeSpan.FromMinutes(10);

    /// <summary>In which time an address is sent <see cref="MostRequests"/> codes at most.</summary>
    public static readonly TimeSpan RequestWindow = TimeSpan.FromMinutes(15);

    public const int MostRequests = 5;

    /// <summary>How often one code may be guessed.</summary>
    public const int MostTries = 5;

    /// <summary>How many wrong codes an address takes in <see cref="FailureWindow"/> before it is sent no more: one chance in 20,000.</summary>
    public const int MostFailures = 50;

    public static readonly TimeSpan FailureWindow = TimeSpan.FromDays(1);

    /// <summary>Makes a code and has it mailed, when the address is a partner's.</summary>
    /// <param name="program">The program.</param>
    /// <param name="email">The address, as <see cref="EmailAddress.TryNormalize"/> gives it.</param>
    /// <param name="cancellationToken">Gives up; nothing is changed then.</param>
    /// <returns><see langword="null"/>, or how long to wait before the next code can be asked for.</returns>
    public async Task<TimeSpan?> RequestAsync(ProgramId program, string email, CancellationToken cancellationToken)
    {
        var id = await codes.AddressAsync(program, email, cancellationToken).ConfigureAwait(false);
        var nonce = await codes.NewNonceAsync(cancellationToken).ConfigureAwait(false);
        var now = time.GetUtcMilliseconds();
        return await units.RunAsync(
            async (unit, ct) =>
            {
                var known = await unit.FindAsync(PartnerSignIn.ById(id), ct).ConfigureAwait(false);
                var partner = await unit.FindAsync(Partner.ByEmail(program, email), ct).ConfigureAwait(false);
                var recent = Recent(known, now);
                if (Wait(known, recent, now) is { } wait)
                {
                    return wait;
                }

                var next = new PartnerSignIn
                {
                    Id = id,
                    ProgramId = program,
                    PartnerId = partner is { Status: not PartnerStatus.Deactivated } ? partner.Id : null,
                    Nonce = nonce,
                    CodeExpiresAt = now + CodeLifetime,
                    Requests = string.Join(' ', recent.Append(now).Select(at => at.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture))),
                    Failures = IsFailing(known, now) ? known!.Failures : 0,
                    FailingSince = IsFailing(known, now) ? known!.FailingSince : null,
                    ExpiresAt = now + FailureWindow,
                    Version = known?.Version ?? 0,
                };
                if (known is null)
                {
                    unit.Add(next);
                }
                else
                {
                    unit.Save(next);
                }

                unit.Add(SignInMail.ItemFor(nonce, now));
                return (TimeSpan?)null;
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Begins a session for whoever has the code that counts. A code is good for one.</summary>
    /// <param name="program">The program.</param>
    /// <param name="email">The address, as <see cref="EmailAddress.TryNormalize"/> gives it.</param>
    /// <param name="code">Six digits.</param>
    /// <param name="formerToken">The session that the browser had, which ends.</param>
    /// <param name="cancellationToken">Gives up; nothing is changed then.</param>
    /// <returns><see langword="null"/> for whatever is not the right code of a partner, whyever.</returns>
    public async Task<NewPartnerSession?> CompleteAsync(
        ProgramId program, string email, string code, string? formerToken, CancellationToken cancellationToken)
    {
        // This reads the secret, so that nothing but the unit is asked within it.
        var id = await codes.AddressAsync(program, email, cancellationToken).ConfigureAwait(false);
        var now = time.GetUtcMilliseconds();
        return await units.RunAsync(
            async (unit, ct) =>
            {
                var known = await unit.FindAsync(PartnerSignIn.ById(id), ct).ConfigureAwait(false);
                if (known is null or { IsUsed: true } or { Tries: >= MostTries } || known.CodeExpiresAt <= now)
                {
                    return null;
                }

                var isCode = await codes.IsCodeAsync(code, known.Nonce, ct).ConfigureAwait(false);
                var partner = isCode && known.PartnerId is { } partnerId
                    ? await unit.FindAsync(Partner.ById(partnerId), ct).ConfigureAwait(false)
                    : null;
                if (partner is null or { Status: PartnerStatus.Deactivated } || partner.Email != email)
                {
                    unit.Save(Failed(known, now));
                    return null;
                }

                unit.Save(known with { IsUsed = true, Failures = 0, FailingSince = null });
                return await sessions.BeginAsync(unit, partner, formerToken, ct).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
    }

    private static PartnerSignIn Failed(PartnerSignIn known, DateTimeOffset now)
    {
        var since = IsFailing(known, now) ? known.FailingSince!.Value : now;
        return known with
        {
            Tries = known.Tries + 1,
            Failures = IsFailing(known, now) ? known.Failures + 1 : 1,
            FailingSince = since,
            ExpiresAt = since + FailureWindow > known.ExpiresAt ? since + FailureWindow : known.ExpiresAt,
        };
    }

    private static TimeSpan? Wait(PartnerSignIn? known, List<DateTimeOffset> recent, DateTimeOffset now) =>
        IsFailing(known, now) && known!.Failures >= MostFailures ? known.FailingSince!.Value + FailureWindow - now
        : recent.Count >= MostRequests ? recent[^MostRequests] + RequestWindow - now
        : null;

    private static bool IsFailing(PartnerSignIn? known, DateTimeOffset now) => known?.FailingSince > now - FailureWindow;

    private static List<DateTimeOffset> Recent(PartnerSignIn? known, DateTimeOffset now) =>
    [
        .. (known?.Requests ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(at => DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(at, CultureInfo.InvariantCulture)))
            .Where(at => at > now - RequestWindow),
    ];
}
