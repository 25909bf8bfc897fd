using System.Collections.Frozen;

namespace Affiliate;

/// <summary>Whether a partner and a customer look like the same person, as far as it is known.</summary>
internal enum SelfReferral
{
    None,

    /// <summary>The same company: a person should look.</summary>
    Suspected,

    /// <summary>The same user or e-mail address.</summary>
    Refused,
}

/// <summary>Compares partners with customers (semantics, "Self-referral").</summary>
internal sealed class SelfReferrals(EmailHash emails)
{
    public const string Reason = "self_referral";

    /// <summary>Domains where an address says nothing of a company.</summary>
    private static readonly FrozenSet<string> Shared = FrozenSet.Create(
        StringComparer.Ordinal, "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "msn.com", "yahoo.com",
        "ymail.com", "icloud.com", "me.com", "mac.com", "aol.com", "gmx.com", "gmx.de", "gmx.net", "web.de", "proton.me",
        "protonmail.com", "pm.me", "mail.com", "mail.ru", "yandex.com", "yandex.ru", "zoho.com", "fastmail.com", "qq.com",
        "163.com", "126.com", "naver.com", "orange.fr", "free.fr", "t-online.de", "libero.it", "wp.pl", "comcast.net",
        "example.com", "example.net", "example.org");

    /// <summary>Whether addresses of a domain can belong to people who have nothing to do with one another.</summary>
    public static bool IsShared(string domain) => Shared.Contains(domain);

    public async ValueTask<SelfReferral> CheckAsync(
        AffiliateProgram program, Partner partner, Customer customer, CancellationToken ct)
    {
        if (program.AllowsSelfReferral)
        {
            return SelfReferral.None;
        }

        if (partner.UserKey is { } user && user == customer.Key)
        {
            return SelfReferral.Refused;
        }

        if (customer.EmailHash is { } hash && await emails.MatchesAsync(partner.Email, hash, ct).ConfigureAwait(false))
        {
            return SelfReferral.Refused;
        }

        return customer.EmailDomainHash is { } domain
            && await emails.MatchesDomainAsync(partner.Email, domain, ct).ConfigureAwait(false)
                ? SelfReferral.Suspected
                : SelfReferral.None;
    }
}
