using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Affiliate.TestSupport;

/// <summary>Signs bodies as Paddle Billing does.</summary>
public static class PaddleSigner
{
    /// <summary>A secret of the form Paddle shows.</summary>
    public const string Secret = "pdl_ntfset_01test_Hk2+vmtj/q9";

    /// <summary>The <c>Paddle-Signature</c> header of a body.</summary>
    public static string Header(byte[] body, DateTimeOffset at, string secret = Secret)
    {
        var time = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return $"ts={time};h1={Signature(body, time, secret)}";
    }

    /// <summary>The value of an <c>h1</c> item.</summary>
    public static string Signature(byte[] body, string time, string secret = Secret)
    {
        using var hmac = new HMACSHA256(Encoding.UTF8.GetBytes(secret));
        return Convert.ToHexStringLower(hmac.ComputeHash([.. Encoding.UTF8.GetBytes($"{time}:"), .. body]));
    }
}
