using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Affiliate.TestSupport;

namespace Affiliate.Samples;

/// <summary>
/// The running sample takes what the vendors' own published libraries sign, and those libraries believe what our test
/// signers make (npm <c>stripe</c> and <c>@paddle/paddle-node-sdk</c>; payment-providers §8, §10).
/// </summary>
[NeedsNodePackages("stripe", "@paddle/paddle-node-sdk")]
public sealed class VendorLibraryTests(VendorLibraryTests.Running running) : IClassFixture<VendorLibraryTests.Running>
{
    private const string Stripe = "/affiliate/webhooks/stripe";
    private const string Paddle = "/affiliate/webhooks/paddle";
    private const string StripeSecret = "whsec_sample";
    private const string PaddleSecret = "pdl_ntfset_sample";
    private readonly SaasClient _client = running.Client;

    /// <summary>AH-19, AH-20.</summary>
    [ConditionalFact]
    public async Task An_invoice_signed_by_Stripes_own_library_earns_a_commission()
    {
        var now = DateTimeOffset.UtcNow;
        var body = Invoice(await _client.ReferredUserAsync("alpha"), now);

        var header = await SignAsync(body, now);

        Assert.Equal("200", (await SendAsync(Stripe, body, $"Stripe-Signature: {header}")).Status);
        await AssertEarnedAsync("stripe");
    }

    /// <summary>AH-21.</summary>
    [ConditionalFact]
    public async Task A_transaction_whose_signature_Paddles_own_library_believes_earns_a_commission()
    {
        var now = DateTimeOffset.UtcNow;
        var body = Transaction(await _client.ReferredUserAsync("alpha"), now);
        var header = PaddleSigner.Header(body, now, PaddleSecret);

        Assert.True(await IsBelievedAsync(body, header, now));
        Assert.Equal("200", (await SendAsync(Paddle, body, $"Paddle-Signature: {header}")).Status);
        await AssertEarnedAsync("paddle");
    }

    [ConditionalFact]
    public async Task The_vendors_libraries_believe_our_signers_and_refuse_what_we_refuse()
    {
        var now = DateTimeOffset.UtcNow;
        var invoice = Invoice("user", now);
        var transaction = Transaction("user", now);
        byte[] changed = [.. transaction[..^1], (byte)' ', (byte)'}'];

        Assert.Equal("evt_in_vendor", await ReadByStripeAsync(invoice, StripeSigner.Header(invoice, now, StripeSecret), now));
        Assert.Null(await ReadByStripeAsync(invoice, StripeSigner.Header(invoice, now, "whsec_other"), now));
        Assert.Null(await ReadByStripeAsync(invoice, StripeSigner.Header(invoice, now.AddMinutes(-6), StripeSecret), now));
        Assert.Null(await ReadByStripeAsync(changed, StripeSigner.Header(invoice, now, StripeSecret), now));
        Assert.False(await IsBelievedAsync(changed, PaddleSigner.Header(transaction, now, PaddleSecret), now));
        Assert.False(await IsBelievedAsync(transaction, PaddleSigner.Header(transaction, now, "pdl_ntfset_other"), now));
        Assert.False(await IsBelievedAsync(transaction, PaddleSigner.Header(transaction, now.AddMinutes(-6), PaddleSecret), now));
    }

    [ConditionalTheory]
    [InlineData("mutated", "signature-mismatch")]
    [InlineData("wrong-secret", "signature-mismatch")]
    [InlineData("other-letter-case", "signature-mismatch")]
    [InlineData("stale", "signature-stale")]
    [InlineData("future", "signature-stale")]
    [InlineData("two-headers", "signature-malformed")]
    [InlineData("two-times", "signature-malformed")]
    [InlineData("letters", "signature-malformed")]
    [InlineData("missing", "signature-missing")]
    [InlineData("empty", "signature-missing")]
    [InlineData("other-scheme", "signature-mismatch", "signature-malformed")]
    public async Task What_the_vendor_did_not_sign_like_this_is_400_with_its_reason_and_nothing_is_stored(
        string fault, string reason, string? atPaddle = null)
    {
        var before = await StoredAsync();
        var now = DateTimeOffset.UtcNow;

        var stripe = await SendFaultyAsync(fault, Stripe, "Stripe-Signature", Invoice("user", now), SignAsync, StripeSecret);
        var paddle = await SendFaultyAsync(fault, Paddle, "Paddle-Signature", Transaction("user", now), SignForPaddleAsync, PaddleSecret);

        Assert.Equal(("400", reason), stripe);
        Assert.Equal(("400", atPaddle ?? reason), paddle);
        Assert.Equal(before, await StoredAsync());
    }

    private async Task<(string Status, string? Reason)> SendFaultyAsync(
        string fault, string path, string name, byte[] body,
        Func<byte[], DateTimeOffset, string, Task<string>> signAsync, string secret)
    {
        var now = DateTimeOffset.UtcNow;
        var header = await signAsync(
            body,
            fault switch { "stale" => now.AddSeconds(-310), "future" => now.AddSeconds(310), _ => now },
            fault == "wrong-secret" ? secret + "x" : secret);
        var time = header[(header.IndexOf('=', StringComparison.Ordinal) + 1)..header.IndexOfAny([',', ';'])];
        byte[] sent = fault switch
        {
            "mutated" => [.. body[..^1], (byte)' ', (byte)'}'],
            "other-letter-case" => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(body).ToUpperInvariant()),
            _ => body,
        };
        string[] lines = fault switch
        {
            "two-headers" => [$"{name}: {header}", $"{name}: {header}"],
            "two-times" => [$"{name}: {header}{(path == Stripe ? ",t=" : ";ts=")}{time}"],
            "letters" => [$"{name}: {header.Replace(time, "soon", StringComparison.Ordinal)}"],
            "missing" => [],
            "empty" => [$"{name}: "],
            "other-scheme" => [$"{name}: {header.Replace("v1=", "v0=", StringComparison.Ordinal).Replace("h1=", "h2=", StringComparison.Ordinal)}"],
            _ => [$"{name}: {header}"],
        };
        return await SendAsync(path, sent, lines);
    }

    private static byte[] Invoice(string user, DateTimeOffset at) => StripePayloads.InvoicePaid(new StripeInvoice
    {
        Id = "in_vendor",
        Subscription = "sub_vendor",
        Customer = "cus_vendor",
        Tax = 990,
        PaidAt = at,
        SubscriptionMetadata = PaymentMetadata.For(user),
    });

    private static byte[] Transaction(string user, DateTimeOffset at) => PaddlePayloads.TransactionCompleted(new PaddleTransaction
    {
        Id = "txn_vendor",
        Subscription = "sub_vendor",
        Customer = "ctm_vendor",
        Tax = 990,
        OccurredAt = at,
        CustomData = PaymentMetadata.For(user),
    });

    private static Task<string> SignAsync(byte[] body, DateTimeOffset at) => SignAsync(body, at, StripeSecret);

    private static Task<string> SignAsync(byte[] body, DateTimeOffset at, string secret) => AskAsync<string>("stripe-sign", body, secret, null, at);

    private static Task<string> SignForPaddleAsync(byte[] body, DateTimeOffset at, string secret) =>
        Task.FromResult(PaddleSigner.Header(body, at, secret));

    private static Task<string?> ReadByStripeAsync(byte[] body, string header, DateTimeOffset at) =>
        AskAsync<string?>("stripe-verify", body, StripeSecret, header, at);

    private static Task<bool> IsBelievedAsync(byte[] body, string header, DateTimeOffset at) =>
        AskAsync<bool>("paddle-verify", body, PaddleSecret, header, at);

    private static Task<T> AskAsync<T>(string what, byte[] body, string secret, string? header, DateTimeOffset at) =>
        NodeScript.RunAsync<T>(
            "payments.mjs",
            new { @do = what, body = Encoding.UTF8.GetString(body), secret, header, at = at.ToUnixTimeSeconds() });

    private async Task AssertEarnedAsync(string provider)
    {
        var commission = Assert.Single(
            await _client.AllAsync("commissions"), one => one.GetProperty("provider").GetString() == provider);
        Assert.Equal((1_980, 9_900), (commission.Int("amount_cents"), commission.Int("txn_amount_cents")));
        await _client.AssertLedgerHoldsAsync();
    }

    /// <summary>Sends header lines as they are: an HTTP client would make one line of several.</summary>
    private async Task<(string Status, string? Reason)> SendAsync(string path, byte[] body, params string[] lines)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(running.Address.Host, running.Address.Port);
        await using var stream = client.GetStream();
        var head = string.Create(
            CultureInfo.InvariantCulture,
            $"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {body.Length}\r\nConnection: close\r\n");
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head + string.Concat(lines.Select(line => line + "\r\n")) + "\r\n"));
        await stream.WriteAsync(body);
        using var reader = new StreamReader(stream);
        var answer = await reader.ReadToEndAsync();
        const string Marker = "\"reason\":\"";
        var at = answer.IndexOf(Marker, StringComparison.Ordinal);
        return (answer.Split(' ')[1], at < 0 ? null : answer[(at + Marker.Length)..].Split('"')[0]);
    }

    private async Task<(int Events, int Commissions)> StoredAsync() =>
        ((await _client.ApiAsync("events")).Int("total"), (await _client.ApiAsync("commissions")).Int("total"));

    /// <summary>One host for all tests.</summary>
    public sealed class Running : IAsyncLifetime
    {
        private readonly Installation _installation = Installation.Sqlite();

        internal SaasClient Client { get; private set; } = null!;

        internal Uri Address { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            var host = await _installation.StartAsync();
            Address = host.Address;
            Client = _installation.Visit(host);
        }

        public async Task DisposeAsync()
        {
            Client.Dispose();
            await _installation.DisposeAsync();
        }
    }
}
