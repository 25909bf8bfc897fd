using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Affiliate.TestSupport;

/// <summary>Signs bodies as Stripe does.</summary>
public static class StripeSigner
{
    /// <summary>A secret of the form Stripe shows.</summary>
    public const string Secret = "whsec_test_5WbX8T3mPq";

    /// <summary>The <c>Stripe-Signature</c> header of a body.</summary>
    public static string Header(byte[] body, DateTimeOffset at, string secret = Secret)
    {
        var time = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return $"t={time},v1={Signature(body, time, secret)}";
    }

    /// <summary>The value of a <c>v1</c> item.</summary>
    public static string Signature(byte[] body, string time, string secret = Secret) => Convert.ToHexStringLower(
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(time + ".").Concat(body).ToArray()));
}
