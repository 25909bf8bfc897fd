using System.Collections.Frozen;
using System.Net;

namespace Affiliate;

/// <summary>Compares partners with customers (semantics, "Self-referral").</summary>
internal sealed class SelfReferrals(EmailHash emails, PartnerAddresses addresses)
{
    /// <summary>The same user, company (tenant) or e-mail address: refused. The same company's domain: to be looked at.</summary>
    public const string Reason = "self_referral";

    /// <summary>The same card or bank account pays for both.</summary>
    public const string ByPayment = "self_referral_payment";

    /// <summary>The customer is a partner too, paid to the same account.</summary>
    public const string ByPayout = "self_referral_payout";

    /// <summary>The visit came from where the partner had just been.</summary>
    public const string ByAddress = "self_referral_address";

    /// <summary>How many partners of one account are looked at.</summary>
    private const int MostOfAnAccount = 20;

    /// <summary>Domains where an address says nothing of a company.</summary>
    private static readonly FrozenSet<string> Shared = FrozenSet.Create(
        StringComparer.Ordinal, "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "msn.com", "yahoo.com",
        "ymail.com", "icloud.com", "me.com", "mac.com", "aol.com", "gmx.com", "gmx.de", "gmx.net", "web.de", "proton.me",
        "protonmail.com", "pm.me", "mail.com", "mail.ru", "yandex.com", "yandex.ru", "zoho.com", "fastmail.com", "qq.com",
        "163.com", "126.com", "naver.com", "orange.fr", "free.fr", "t-online.de", "libero.it", "wp.pl", "comcast.net",
        "example.com", "example.net", "example.org");

    /// <summary>Whether addresses of a domain can belong to people who have nothing to do with one another.</summary>
    public static bool IsShared(string domain) => Shared.Contains(domain);

    /// <summary>Whether a reason says that partner and customer are one.</summary>
    public static bool IsRefusal(string? reason) => reason is Reason or ByPayment;

    /// <summary>What every sale is asked: it costs nothing but where something is known of the customer.</summary>
    public async ValueTask<SelfReferral> CheckAsync(
        IAffiliateUnit unit, AffiliateProgram program, Partner partner, Customer customer, CancellationToken ct)
    {
        if (program.AllowsSelfReferral)
        {
            return default;
        }

        return await IsAsync(partner, customer, ct).ConfigureAwait(false) ? new SelfReferral(Reason, null)
            : await PaysAlikeAsync(unit, partner, customer, ct).ConfigureAwait(false) ? new SelfReferral(ByPayment, null)
            : customer.EmailDomainHash is { } domain && await emails.MatchesDomainAsync(partner.Email, domain, ct).ConfigureAwait(false)
                ? new SelfReferral(null, Reason)
                : default;
    }

    /// <summary>The same with what only makes a person look: asked when a customer is bound, and before a commission is approved.</summary>
    /// <param name="unit">The transaction.</param>
    /// <param name="program">The program.</param>
    /// <param name="partner">The partner.</param>
    /// <param name="customer">The customer.</param>
    /// <param name="address">Where the customer signs up from, if that is known.</param>
    /// <param name="ct">Gives up.</param>
    public async ValueTask<SelfReferral> CheckAllAsync(
        IAffiliateUnit unit, AffiliateProgram program, Partner partner, Customer customer, IPAddress? address, CancellationToken ct)
    {
        var found = await CheckAsync(unit, program, partner, customer, ct).ConfigureAwait(false);
        return found != default || program.AllowsSelfReferral ? found
            : addresses.IsOwn(partner.Id, address) ? new SelfReferral(null, ByAddress)
            : await IsPaidAlikeAsync(unit, partner, customer, ct).ConfigureAwait(false) ? new SelfReferral(null, ByPayout)
            : default;
    }

    private async ValueTask<bool> IsAsync(Partner partner, Customer customer, CancellationToken ct) =>
        partner.UserKey == customer.Key || partner.TenantKey == customer.Key
        || (customer.EmailHash is { } hash && await emails.MatchesAsync(partner.Email, hash, ct).ConfigureAwait(false));

    /// <summary>Whether the partner, as a customer, pays with a card or account of the customer's.</summary>
    private async ValueTask<bool> PaysAlikeAsync(IAffiliateUnit unit, Partner partner, Customer customer, CancellationToken ct)
    {
        var fingerprints = customer.FingerprintList;
        if (fingerprints.Count == 0)
        {
            return false;
        }

        foreach (var key in new[] { partner.UserKey, partner.TenantKey }.OfType<string>())
        {
            if (CustomerKey.IsValid(key)
                && await unit.FindAsync(Customer.ByKey(partner.ProgramId, key), ct).ConfigureAwait(false) is { } own
                && own.FingerprintList.Intersect(fingerprints, StringComparer.Ordinal).Any())
            {
                return true;
            }
        }

        var email = await emails.OfAsync(partner.Email, ct).ConfigureAwait(false);
        var namesakes = await Customers.NamesakesAsync(unit, partner.ProgramId, email, ct).ConfigureAwait(false);
        return namesakes.Any(one => one.FingerprintList.Intersect(fingerprints, StringComparer.Ordinal).Any());
    }

    /// <summary>Whether the customer is another partner who is paid to the same account.</summary>
    private async ValueTask<bool> IsPaidAlikeAsync(IAffiliateUnit unit, Partner partner, Customer customer, CancellationToken ct)
    {
        if (await unit.FindAsync(PayoutAccount.Of(partner.Id), ct).ConfigureAwait(false) is not { AddressHash: { } hash })
        {
            return false;
        }

        var accounts = await unit.ListAsync(
            Query<PayoutAccount>.All.Equal(a => a.ProgramId, partner.ProgramId).Equal(a => a.AddressHash, hash)
                .NotEqual(a => a.PartnerId, partner.Id).Ascending(a => a.ChangedAt).Take(MostOfAnAccount), ct).ConfigureAwait(false);
        foreach (var account in accounts)
        {
            if (await unit.FindAsync(Partner.ById(account.PartnerId), ct).ConfigureAwait(false) is { } other
                && await IsAsync(other, customer, ct).ConfigureAwait(false))
            {
                return true;
            }
        }

        return false;
    }
}
