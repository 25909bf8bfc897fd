using System.Net;
using Affiliate.TestSupport;

namespace Affiliate.Core.Tests.Referrals;

/// <summary>Where partners come from is remembered for 24 hours, in memory and bounded (reliability §8).</summary>
public sealed class PartnerAddressesTests
{
    private static readonly IPAddress Home = IPAddress.Parse("203.0.113.7");

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 22, 0, 0, TimeSpan.Zero));
    private readonly PartnerId _alpha = Sample.Id<PartnerId>();
    private readonly PartnerAddresses _addresses;

    public PartnerAddressesTests() => _addresses = new PartnerAddresses(_time);

    [Fact]
    public void An_address_is_the_partners_for_24_hours_over_midnight_too()
    {
        _addresses.Note(_alpha, Home);

        Assert.True(_addresses.IsOwn(_alpha, Home));
        Assert.False(_addresses.IsOwn(_alpha, IPAddress.Parse("203.0.113.8")));
        Assert.False(_addresses.IsOwn(Sample.Id<PartnerId>(), Home));
        _time.Advance(TimeSpan.FromHours(12));
        _addresses.Note(Sample.Id<PartnerId>(), Home);
        _time.Advance(TimeSpan.FromHours(12));
        Assert.True(_addresses.IsOwn(_alpha, Home));
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.False(_addresses.IsOwn(_alpha, Home));
    }

    [Fact]
    public void Two_days_later_the_salt_is_gone_and_with_it_whoever_was_not_seen_since()
    {
        _addresses.Note(_alpha, Home);
        _time.Advance(TimeSpan.FromHours(3));
        _addresses.Note(_alpha, IPAddress.Parse("203.0.113.9"));
        _time.Advance(TimeSpan.FromHours(24));
        _addresses.Note(Sample.Id<PartnerId>(), Home);

        Assert.False(_addresses.IsOwn(_alpha, Home));
        Assert.True(_addresses.IsOwn(_alpha, IPAddress.Parse("203.0.113.9")));
    }

    [Fact]
    public void One_network_of_IPv6_and_an_IPv4_address_in_IPv6_form_are_one_address()
    {
        _addresses.Note(_alpha, IPAddress.Parse("2001:db8:1:2::1"));
        _addresses.Note(_alpha, Home);

        Assert.True(_addresses.IsOwn(_alpha, IPAddress.Parse("2001:db8:1:2:ffff::9")));
        Assert.False(_addresses.IsOwn(_alpha, IPAddress.Parse("2001:db8:1:3::1")));
        Assert.True(_addresses.IsOwn(_alpha, Home.MapToIPv6()));
        Assert.False(_addresses.IsOwn(_alpha, address: null));
    }

    [Fact]
    public void A_partner_has_eight_addresses_and_an_instance_ten_thousand_partners()
    {
        for (var last = 1; last <= 9; last++)
        {
            _addresses.Note(_alpha, IPAddress.Parse($"203.0.113.{last}"));
        }

        for (var count = 0; count < 10_000; count++)
        {
            _addresses.Note(Sample.Id<PartnerId>(), Home);
        }

        var late = Sample.Id<PartnerId>();
        _addresses.Note(late, Home);
        Assert.False(_addresses.IsOwn(late, Home));
        Assert.False(_addresses.IsOwn(_alpha, IPAddress.Parse("203.0.113.1")));
        Assert.True(_addresses.IsOwn(_alpha, IPAddress.Parse("203.0.113.2")));
    }
}
