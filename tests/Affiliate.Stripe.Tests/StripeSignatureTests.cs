using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Affiliate.Stripe.Tests;

/// <summary><c>Stripe-Signature</c>, over the exact bytes (AH-20, T11).</summary>
public class StripeSignatureTests
{
    private static readonly byte[] Body = StripePayloads.InvoicePaid(new StripeInvoice());
    private static readonly string Time = Sample.Now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
    private static readonly string Signature = StripeSigner.Signature(Body, Time);

    [FixtureTheory]
    [InlineData("stripe-valid", null)]
    [InlineData("stripe-too-old", "signature-stale")]
    [InlineData("stripe-body-changed", "signature-mismatch")]
    [InlineData("stripe-header-empty-t", "signature-malformed")]
    [InlineData("stripe-header-bad-1", "signature-malformed")]
    [InlineData("stripe-header-bad-2", "signature-malformed")]
    [InlineData("stripe-header-bad-3", "signature-malformed")]
    [InlineData("stripe-header-bad-4", "signature-malformed")]
    public void The_vendors_own_vectors_are_judged_alike(string id, string? reason)
    {
        using var file = JsonDocument.Parse(File.ReadAllBytes(Fixtures.PathOf("stripe", "signature-vectors.json")));
        var vectors = file.RootElement.GetProperty("vectors").EnumerateArray().ToDictionary(v => v.GetProperty("id").GetString()!);
        var vector = vectors[id];
        var origin = vector.TryGetProperty("same_as", out var same) ? vectors[same.GetString()!] : vector;
        var body = origin.TryGetProperty("payload_file", out var path)
            ? File.ReadAllText(Fixtures.PathOf("stripe", path.GetString()!)).Replace("\r\n", "\n", StringComparison.Ordinal)
            : origin.GetProperty("payload").GetString();
        body += vector.TryGetProperty("append_to_payload", out var more) ? more.GetString() : "";
        var now = vector.TryGetProperty("now", out var seconds) ? seconds.GetInt64() : 1533204720;
        var request = Deliveries.Request(Encoding.UTF8.GetBytes(body!), "", origin.GetProperty("header").GetString()!);

        var actual = StripeSignature.Header.Verify(
            request, [origin.GetProperty("secret").GetString()!], DateTimeOffset.FromUnixTimeSeconds(now), TimeSpan.FromSeconds(300));

        Assert.Equal(reason, actual);
    }

    [Theory]
    [InlineData("t={t},v1={s}", null)]
    [InlineData(" t={t} , v1={s} ", null)]
    [InlineData("v1={s},t={t}", null)]
    [InlineData("t={t},v1={S}", null)]
    [InlineData("t={t},v1=nonsense,v1={s},v0=other", null)]
    [InlineData("t={t},v1={other},v1={s}", null)]
    [InlineData("", "signature-missing")]
    [InlineData("   ", "signature-missing")]
    [InlineData("t={t}", "signature-mismatch")]
    [InlineData("t={t},v0={s}", "signature-mismatch")]
    [InlineData("t={t},v1={other}", "signature-mismatch")]
    [InlineData("t={t},v1={s}00", "signature-mismatch")]
    [InlineData("t={t},v1=", "signature-mismatch")]
    [InlineData("t=0{t},v1={s}", "signature-mismatch")]
    [InlineData("t={t},v1={s},", "signature-malformed")]
    [InlineData("t={t};v1={s}", "signature-malformed")]
    [InlineData("t={t},t={t},v1={s}", "signature-malformed")]
    [InlineData("t=,t={t},v1={s}", "signature-malformed")]
    [InlineData("v1={s}", "signature-malformed")]
    [InlineData("T={t},v1={s}", "signature-malformed")]
    [InlineData("t=12a,v1={s}", "signature-malformed")]
    [InlineData("t=-1,v1={s}", "signature-malformed")]
    [InlineData("t=+1,v1={s}", "signature-malformed")]
    [InlineData("t=１２,v1={s}", "signature-malformed")]
    [InlineData("t=1234567890123,v1={s}", "signature-malformed")]
    [InlineData("t=12345678901234567890,v1={s}", "signature-malformed")]
    [InlineData("t={t},v1={s},a=,a=,a=,a=,a=,a=,a=,a=,a=,a=,a=,a=,a=,a=", null)]
    [InlineData("t={t},v1={s},a=,a=,a=,a=,a=,a=,a=,a=,a=,a=,a=,a=,a=,a=,a=", "signature-malformed")]
    public void A_header_is_read_to_the_letter(string header, string? reason)
    {
        var line = header
            .Replace("{t}", Time, StringComparison.Ordinal)
            .Replace("{s}", Signature, StringComparison.Ordinal)
            .Replace("{S}", Signature.ToUpperInvariant(), StringComparison.Ordinal)
            .Replace("{other}", new string('0', 64), StringComparison.Ordinal);

        Assert.Equal(reason, Read(Body, line).Reason);
    }

    [Fact]
    public void No_header_is_missing_and_two_are_malformed()
    {
        Assert.Equal("signature-missing", Read(Body).Reason);
        Assert.Equal("signature-malformed", Read(Body, $"t={Time},v1={Signature}", $"t={Time},v1={Signature}").Reason);
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(300, null)]
    [InlineData(301, "signature-stale")]
    [InlineData(-300, null)]
    [InlineData(-301, "signature-stale")]
    [InlineData(946_684_800, "signature-stale")]
    public void A_genuine_delivery_is_stale_after_the_tolerance_in_both_directions(int age, string? reason)
    {
        var signedAt = DateTimeOffset.FromUnixTimeSeconds(Sample.Now.ToUnixTimeSeconds());
        var reading = Deliveries.Webhook().Read(
            Deliveries.Request(Body, "", StripeSigner.Header(Body, signedAt)), signedAt.AddSeconds(age));

        Assert.Equal(reason, reading.Reason);
    }

    [Fact]
    public void The_largest_time_is_stale_and_not_an_error()
    {
        var header = $"t=999999999999,v1={StripeSigner.Signature(Body, "999999999999")}";

        Assert.Equal("signature-stale", Read(Body, header).Reason);
    }

    [Fact]
    public void While_a_secret_is_rolled_the_old_and_the_new_one_count()
    {
        var webhook = Deliveries.Webhook(options => options.SigningSecrets.Add("whsec_new"));

        foreach (var secret in new[] { StripeSigner.Secret, "whsec_new" })
        {
            var request = Deliveries.Request(Body, "", StripeSigner.Header(Body, Sample.Now, secret));
            Assert.Equal(WebhookVerdict.Accepted, webhook.Read(request, Sample.Now).Verdict);
        }
    }

    /// <summary>Mistake 20: the signature is of the bytes, not of what they mean.</summary>
    [Theory]
    [InlineData("{ ", "{")]
    [InlineData("\"usd\"", "\"USD\"")]
    [InlineData("buyer", "\\u0062uyer")]
    [InlineData("}", "}\r\n")]
    public void A_body_that_means_the_same_but_has_other_bytes_is_refused(string before, string after)
    {
        var signed = Encoding.UTF8.GetString(Body).Insert(1, " ");
        var changed = Encoding.UTF8.GetBytes(signed.Replace(before, after, StringComparison.Ordinal));

        var request = Deliveries.Request(changed, "", StripeSigner.Header(Encoding.UTF8.GetBytes(signed), Sample.Now));

        Assert.Equal("signature-mismatch", Deliveries.Webhook().Read(request, Sample.Now).Reason);
    }

    [Fact]
    public void The_whole_secret_signs_with_its_prefix_and_undecoded()
    {
        var request = Deliveries.Request(
            Body, "", StripeSigner.Header(Body, Sample.Now, StripeSigner.Secret["whsec_".Length..]));

        Assert.Equal("signature-mismatch", Deliveries.Webhook().Read(request, Sample.Now).Reason);
    }

    private static WebhookReading Read(byte[] body, params string[] headers) =>
        Deliveries.Webhook().Read(Deliveries.Request(body, "", headers), Sample.Now);

    [Theory]
    [InlineData("t=1773480413,v1=x", 1_773_480_413L)]
    [InlineData("v1=x, t=0", 0L)]
    [InlineData("t=999999999999,v1=x", null)]
    [InlineData("t=x,v1=x", null)]
    [InlineData("nonsense", null)]
    [InlineData("", null)]
    public void When_a_message_was_signed_can_be_read_without_a_secret(string header, long? seconds) => Assert.Equal(
        seconds, Deliveries.Webhook().SignedAt(Deliveries.Request([], "", header))?.ToUnixTimeSeconds());
}
