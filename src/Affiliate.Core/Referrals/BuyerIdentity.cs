using System.Text.Json;

namespace Affiliate;

/// <summary>A way to find out which customer a buyer is; see <see cref="ProgramOptions.IdentityOrder"/>.</summary>
public enum BuyerIdentity
{
    /// <summary>The host's own key, as the payment or its subscription or customer names it.</summary>
    CustomerKey,

    /// <summary>The payment provider's customer or subscription, when an earlier payment told whose it is.</summary>
    ProviderCustomer,

    /// <summary>The click that the payment names, when exactly one customer signed up through it.</summary>
    Click,

    /// <summary>The e-mail address, when all customers who have it are credited to one partner.</summary>
    Email,
}

/// <summary>Reads and writes an order of identities as a program keeps it.</summary>
internal static class BuyerIdentities
{
    public const string Default = "customer_key provider_customer";
    public const int MaxLength = 100;

    private static readonly Dictionary<string, BuyerIdentity> ByName =
        Enum.GetValues<BuyerIdentity>().ToDictionary(NameOf, StringComparer.Ordinal);

    public static IEnumerable<string> Names => ByName.Keys;

    public static string Join(IEnumerable<BuyerIdentity> order) => string.Join(' ', order.Select(NameOf));

    /// <summary>The order; names that this version does not know are passed over.</summary>
    public static IEnumerable<BuyerIdentity> Read(string order) =>
        order.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(ByName.ContainsKey).Select(name => ByName[name]);

    private static string NameOf(BuyerIdentity identity) => JsonNamingPolicy.SnakeCaseLower.ConvertName(identity.ToString());
}
