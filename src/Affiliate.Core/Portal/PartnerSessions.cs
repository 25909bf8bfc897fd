using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Affiliate;

/// <summary>The sessions of partners who signed in to the portal with a mailed code (AH-41).</summary>
/// <remarks>
/// They last 30 days, and end before that at sign-out, when the partner is deactivated or gets another e-mail address, and when a
/// host says so: on every instance at once, since each call looks the session up.
/// </remarks>
public sealed class PartnerSessions
{
    /// <summary>How long a session lasts: 30 days.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    private const int TokenBytes = 32;
    private const int TokenLength = 43;
    private const int MostPerPartner = 20;

    private readonly IAffiliateStore _store;
    private readonly UnitRunner _units;
    private readonly EventOutbox _outbox;
    private readonly TimeProvider _time;

    internal PartnerSessions(IAffiliateStore store, UnitRunner units, EventOutbox outbox, TimeProvider time)
    {
        _store = store;
        _units = units;
        _outbox = outbox;
        _time = time;
    }

    /// <summary>Ends every session of a partner, for example because a device was lost. Safe to repeat.</summary>
    /// <param name="program">The program.</param>
    /// <param name="partner">The partner.</param>
    /// <param name="cancellationToken">Gives up; nothing is changed then.</param>
    /// <returns>How many sessions were ended.</returns>
    public Task<int> EndAllAsync(ProgramId program, PartnerId partner, CancellationToken cancellationToken = default) => _units.RunAsync(
        async (unit, ct) =>
        {
            var sessions = await unit.ListAsync(
                OfPartner(partner).Equal(session => session.ProgramId, program), ct).ConfigureAwait(false);
            foreach (var session in sessions)
            {
                unit.Remove(session);
                _outbox.Publish(unit, EndOf(session));
            }

            return sessions.Count;
        },
        cancellationToken);

    /// <summary>Ends sessions within the unit that takes away what they rest on.</summary>
    internal static async Task RemoveAllAsync(IAffiliateUnit unit, PartnerId partner, CancellationToken ct)
    {
        foreach (var session in await unit.ListAsync(OfPartner(partner), ct).ConfigureAwait(false))
        {
            unit.Remove(session);
        }
    }

    /// <summary>The partner whose session a token is; <see langword="null"/> for whatever is none that counts now.</summary>
    internal async ValueTask<Partner?> OpenAsync(string? token, CancellationToken ct)
    {
        if (token is not { Length: TokenLength }
            || await _store.FindAsync(PartnerSession.ByHash(HashOf(token)), ct).ConfigureAwait(false) is not { } session
            || session.ExpiresAt <= _time.GetUtcNow())
        {
            return null;
        }

        var partner = await _store.FindAsync(Partner.ById(session.PartnerId), ct).ConfigureAwait(false);
        return partner is { Status: not PartnerStatus.Deactivated } && partner.ProgramId == session.ProgramId ? partner : null;
    }

    /// <summary>Ends the session of a token, if it is one's.</summary>
    internal Task<bool> EndAsync(string? token, CancellationToken ct) => token is not { Length: TokenLength }
        ? Task.FromResult(false)
        : _units.RunAsync(
            async (unit, stop) =>
            {
                if (await unit.FindAsync(PartnerSession.ByHash(HashOf(token)), stop).ConfigureAwait(false) is not { } session)
                {
                    return false;
                }

                unit.Remove(session);
                using var actor = AffiliateActor.Is(session.PartnerId.ToString());
                _outbox.Publish(unit, EndOf(session));
                return true;
            },
            ct);

    /// <summary>Begins a session within a unit, in the place of the one that the same browser had.</summary>
    internal async Task<NewPartnerSession> BeginAsync(IAffiliateUnit unit, Partner partner, string? formerToken, CancellationToken ct)
    {
        var now = _time.GetUtcMilliseconds();
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));
        var session = new PartnerSession
        {
            Id = AffiliateId.New<PartnerSessionId>(now),
            ProgramId = partner.ProgramId,
            PartnerId = partner.Id,
            Hash = HashOf(token),
            CreatedAt = now,
            ExpiresAt = now + Lifetime,
        };
        var former = formerToken is { Length: TokenLength }
            ? await unit.FindAsync(PartnerSession.ByHash(HashOf(formerToken)), ct).ConfigureAwait(false)
            : null;
        var known = await unit.ListAsync(OfPartner(partner.Id), ct).ConfigureAwait(false);
        foreach (var old in known.Where((one, index) => index >= MostPerPartner - 1 || one.ExpiresAt <= now).Append(former)
            .OfType<PartnerSession>().DistinctBy(one => one.Id))
        {
            unit.Remove(old);
        }

        unit.Add(session);
        using var actor = AffiliateActor.Is(partner.Id.ToString());
        _outbox.Publish(unit, new PartnerSignedIn { ProgramId = session.ProgramId, PartnerId = session.PartnerId, SessionId = session.Id });
        return new NewPartnerSession(session, token);
    }

    private static Query<PartnerSession> OfPartner(PartnerId partner) => Query<PartnerSession>.All
        .Equal(session => session.PartnerId, partner)
        .Descending(session => session.CreatedAt)
        .Descending(session => session.Id);

    private static PartnerSignedOut EndOf(PartnerSession session) => new()
    {
        ProgramId = session.ProgramId,
        PartnerId = session.PartnerId,
        SessionId = session.Id,
    };

    private static string HashOf(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}

/// <summary>A session that was just begun, with the token that is not kept.</summary>
internal sealed record NewPartnerSession(PartnerSession Session, string Token);
