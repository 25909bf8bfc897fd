using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Affiliate.Paddle.Tests;

/// <summary><c>Paddle-Signature</c>, over the exact bytes (AH-21, T11).</summary>
public class PaddleSignatureTests
{
    private static readonly byte[] Body = PaddlePayloads.TransactionCompleted(new PaddleTransaction());
    private static readonly string Time = Sample.Now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
    private static readonly string Signature = PaddleSigner.Signature(Body, Time);

    [FixtureTheory]
    [InlineData("paddle-standard", null)]
    [InlineData("paddle-unicode-escapes", null)]
    [InlineData("paddle-go", null)]
    [InlineData("paddle-go-other-body", "signature-mismatch")]
    [InlineData("paddle-go-bad-format", "signature-malformed")]
    [InlineData("paddle-node-valid", null)]
    [InlineData("paddle-node-wrong-secret", "signature-mismatch")]
    [InlineData("paddle-node-reformatted-body", "signature-mismatch")]
    [InlineData("paddle-missing-ts", "signature-malformed")]
    [InlineData("paddle-missing-h1", "signature-malformed")]
    public void The_vendors_own_vectors_are_judged_alike(string id, string? reason)
    {
        using var file = JsonDocument.Parse(File.ReadAllBytes(Fixtures.PathOf("paddle", "signature-vectors.json")));
        var vector = file.RootElement.GetProperty("vectors").EnumerateArray()
            .Single(vector => vector.GetProperty("id").GetString() == id);
        var body = vector.TryGetProperty("payload_file", out var path)
            ? File.ReadAllText(Fixtures.PathOf("paddle", path.GetString()!)).Trim()
            : vector.GetProperty("payload").GetString()!;
        var header = vector.GetProperty("header").GetString()!;
        var signedAt = header.Split('=', ';')[1];
        var now = long.TryParse(signedAt, CultureInfo.InvariantCulture, out var seconds) ? seconds : 0;

        var actual = PaddleSignature.Header.Verify(
            Deliveries.Request(Encoding.UTF8.GetBytes(body), "", header),
            [vector.GetProperty("secret").GetString()!],
            DateTimeOffset.FromUnixTimeSeconds(now),
            TimeSpan.FromMinutes(5));

        Assert.Equal(reason, actual);
    }

    /// <summary>Of several signatures any may be the right one, and unknown items say nothing.</summary>
    [Theory]
    [InlineData("ts={t};h1={s}", null)]
    [InlineData("h1={s}; ts={t}", null)]
    [InlineData("ts={t};h1={s};h1={other}", null)]
    [InlineData("ts={t};h1={other};h1={s};h2=new", null)]
    [InlineData("", "signature-missing")]
    [InlineData("ts={t};h1={other}", "signature-mismatch")]
    [InlineData("ts={t};h1=nonsense", "signature-mismatch")]
    [InlineData("ts={t};h2={s}", "signature-malformed")]
    [InlineData("ts={t}", "signature-malformed")]
    [InlineData("h1={s}", "signature-malformed")]
    [InlineData("ts={t},h1={s}", "signature-malformed")]
    [InlineData("ts={t};h1={s};", "signature-malformed")]
    [InlineData("ts={t};ts={t};h1={s}", "signature-malformed")]
    [InlineData("ts={t};h1={s};a=;a=;a=;a=;a=;a=;a=;a=;a=;a=;a=;a=;a=;a=;a=", "signature-malformed")]
    public void A_header_is_read_to_the_letter(string header, string? reason)
    {
        var line = header
            .Replace("{t}", Time, StringComparison.Ordinal)
            .Replace("{s}", Signature, StringComparison.Ordinal)
            .Replace("{other}", new string('0', 64), StringComparison.Ordinal);

        Assert.Equal(reason, Deliveries.Webhook().Read(Deliveries.Request(Body, "", line), Sample.Now).Reason);
    }

    [Theory]
    [InlineData(300, null)]
    [InlineData(301, "signature-stale")]
    [InlineData(-301, "signature-stale")]
    public void A_genuine_delivery_is_stale_after_the_tolerance(int age, string? reason)
    {
        var signedAt = DateTimeOffset.FromUnixTimeSeconds(Sample.Now.ToUnixTimeSeconds());
        var request = Deliveries.Request(Body, "", PaddleSigner.Header(Body, signedAt));

        Assert.Equal(reason, Deliveries.Webhook().Read(request, signedAt.AddSeconds(age)).Reason);
    }

    [Fact]
    public void While_a_secret_is_replaced_the_old_and_the_new_one_count()
    {
        var webhook = Deliveries.Webhook(options => options.SigningSecrets.Add("pdl_ntfset_new"));

        foreach (var secret in new[] { PaddleSigner.Secret, "pdl_ntfset_new" })
        {
            var request = Deliveries.Request(Body, "", PaddleSigner.Header(Body, Sample.Now, secret));
            Assert.Equal(WebhookVerdict.Accepted, webhook.Read(request, Sample.Now).Verdict);
        }
    }
}
