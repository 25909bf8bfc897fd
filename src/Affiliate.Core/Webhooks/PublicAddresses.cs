using System.Net;
using System.Net.Sockets;

namespace Affiliate;

/// <summary>Which addresses belong to the public internet (<c>reliability-security.md</c> §4).</summary>
internal static class PublicAddresses
{
    /// <summary>Everything else of IPv6 is unassigned, internal, or another address in disguise.</summary>
    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    private static readonly IPNetwork[] NotPublic = Array.ConvertAll(
        [
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
            "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
            "224.0.0.0/4", "240.0.0.0/4", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
        ],
        text => IPNetwork.Parse(text));

    /// <summary>An IPv4 address that is written as an IPv6 one, as itself.</summary>
    public static IPAddress Unwrap(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    /// <summary>Whether an unwrapped address is one of the public internet.</summary>
    public static bool Contain(IPAddress address) =>
        (address.AddressFamily == AddressFamily.InterNetwork || GlobalUnicast.Contains(address))
        && !Array.Exists(NotPublic, network => network.Contains(address));
}
