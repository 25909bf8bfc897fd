using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Xunit;

namespace Affiliate.Core.Tests.Webhooks;

/// <summary>T13: no spelling of an internal address is saved or called.</summary>
public class AddressGuardTests
{
    private static readonly string[] Networks =
    [
        "0.0.0.0", "0.1.2.3", "0.255.255.255", "10.0.0.0", "10.0.0.1", "10.255.255.255", "100.64.0.0", "100.100.100.200", "100.127.255.255",
        "127.0.0.1", "127.0.0.53", "127.255.255.254", "169.254.0.1", "169.254.169.254", "169.254.170.2", "172.16.0.1", "172.20.10.1",
        "172.31.255.255", "192.0.0.1", "192.0.0.170", "192.0.2.1", "192.88.99.1", "192.168.0.1", "192.168.255.255", "198.18.0.1",
        "198.19.255.255", "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
    ];

    private static readonly string[] InOtherWords =
    [
        "2130706433", "0x7f000001", "0x7F.0.0.1", "0x7f.0x0.0x0.0x1", "0177.0.0.1", "0177.0.0.01", "017700000001", "127.1", "127.0.1",
        "127.0.0.1.", "0x7f.1", "0", "0x0", "0.0", "3232235521", "0xC0A80001", "0300.0250.0.1", "192.168.1", "10.1", "0xa.1", "012.0.0.1",
        "167772161", "0xA000001", "2852039166", "0xA9FEA9FE", "0251.0376.0251.0376", "169.254.43518", "0xa9.0xfe.0xa9.0xfe",
        "２１３０７０６４３３", "１２７.０.０.１", "127。0。0。1", "①②⑦.⓪.⓪.①", "localhost", "LOCALHOST", "localhost.", "a.localhost", "intranet",
        "db", "metadata.google.internal", "printer.local", "router.lan", "nas.home.arpa", "127.0.0.1.nip.example", "rebind.example",
    ];

    private static readonly string[] InIPv6 =
    [
        "::", "::1", "0:0:0:0:0:0:0:1", "0000:0000:0000:0000:0000:0000:0000:0001", "::127.0.0.1", "::7f00:1", "::ffff:127.0.0.1",
        "::ffff:7f00:1", "0:0:0:0:0:ffff:7f00:1", "::FFFF:10.0.0.1", "::ffff:169.254.169.254", "::ffff:a9fe:a9fe", "::ffff:0:127.0.0.1",
        "64:ff9b::7f00:1", "64:ff9b::10.0.0.1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "64:ff9b:1::10.0.0.1", "100::1", "2001::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:10::1", "2001:20::1", "2001:db8::1", "2002:7f00:1::", "2002:a00:1::1", "2002:a9fe:a9fe::1",
        "2002:c0a8:1::1", "3fff::1", "5f00::1", "fc00::1", "fd00::1", "fd00:ec2::254", "fdff:ffff::1", "fe80::1", "fe80::1%25eth0", "febf::1",
        "fec0::1", "fec0:ffff::1", "ff00::1", "ff02::1", "ff0e::1", "::ffff:192.168.0.1", "::ffff:172.16.0.1", "::ffff:100.64.0.1",
        "::ffff:0.0.0.0", "::ffff:224.0.0.1", "::ffff:255.255.255.255", "4000::1", "8000::1", "1::1",
    ];

    private static readonly string[] OtherForms =
    [
        "https://user@93.184.215.14/", "https://user:secret@93.184.215.14/", "https://@93.184.215.14/", "https://93.184.215.14@127.0.0.1/",
        "https://93.184.215.14#@127.0.0.1/", "https://127.0.0.1#@93.184.215.14/", "https://93.184.215.14/#fragment", "https:\\\\127.0.0.1\\",
        "https://93.184.215.14\\@127.0.0.1/", "https://127.0.0.1:443\\@93.184.215.14/", "http://93.184.215.14/", "ftp://93.184.215.14/",
        "file:///etc/passwd", "gopher://93.184.215.14/", "//93.184.215.14/", "/hook", "hook", "", " ", "https://", "https:///hook",
        "https://93.184.215.14:22/", "https://93.184.215.14:8080/", "https://93.184.215.14:6379/", "https://93.184.215.14:65536/",
        "https://93.184.215.14 /", "https://93.184.215.14/\thook", "https://93.184.215.14/\r\nHost: internal", "javascript:alert(1)",
        "https://[::1", "https://%31%32%37.0.0.1/", "https://127.0.0.1%2f@93.184.215.14/", "https://127.0.0.1%00.example.com/",
    ];

    /// <summary>Documentation, benchmark, carrier and multicast ranges in octal, hex and one number, mixed; digits and letters of other scripts.</summary>
    private static readonly string[] MoreWords =
    [
        "0x0000007f.1", "0177.1", "0177.1.", "0x7f.1.", "017700000001.", "127.0.0.1..", "127.16777214", "0x7f.0377.0.1", "4294967295", "0xffffffff",
        "3405803781", "0xCB007105", "0313.0.0161.5", "3325256711", "0xC6336407", "198.51.25607", "3221225985", "0xC0000201", "0300.0.2.1",
        "1681915905", "0x64400001", "0144.0100.0.1", "100.4194305", "0306.022.0.1", "198.18.1", "0xC6120001", "0xe0.0.0.1", "0340.1", "0360.1",
        "4026531841", "0xA9FEA9FE.", "0251.254.169.254", "169.0xfe.0251.254", "169.16689662", "10.65793", "0xA.0x1.0x1", "172.1048577",
        "0xAC100001", "192.11010049", "192.88.25345", "0300.0130.0143.1", "𝟏𝟐𝟕.𝟎.𝟎.𝟏", "ｌｏｃａｌｈｏｓｔ", "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ", "localhost。", "LOCALHOST.",
        "０x7f.1", "０１７７.1", "metadata", "instance-data.ec2.internal", "metadata.google.internal.", "kubernetes.default.svc.cluster.local",
    ];

    private static readonly string[] MoreIPv6 =
    [
        "0:0:0:0:0:FFFF:127.0.0.1", "::ffff:a00:1", "::a9fe:a9fe", "::169.254.169.254", "64:ff9b::169.254.169.254", "64:ff9b::192.168.0.1",
        "64:ff9b:0:0:0:0:7f00:1", "64:ff9b:1:ffff::10.0.0.1", "64:ff9b:1:7f00:0:100::", "2002:7f00:1::7f00:1", "2002:ac10:1::", "2002:6440:1::",
        "2002:e000:1::", "2001:0:7f00:1::", "2001:0:4136:e378:8000:63bf:80ff:fffe", "2001:1::1", "2001:2::1", "2001:2:0:ffff::1", "2001:1ff:ffff::1",
        "2001:db8:ffff::1", "3fff:fff:ffff::1", "100:0:0:1::1", "5f00:ffff::1", "fe80::1%251", "fe80::a9fe:a9fe%25lo", "::1%251",
        "fd00::1%25eth0", "ff05::1:3", "ff01::1", "ff0f::", "::ffff:198.18.0.1", "::ffff:203.0.113.1", "::ffff:240.0.0.1",
        "::ffff:100.127.255.255", "0:0:0:0:0:ffff:a00:1", "::0.0.0.1", "0::1", "1::", "c000::1", "e000::1", "6000::1",
    ];

    private static readonly string[] MoreForms =
    [
        "https:127.0.0.1/", "https:/127.0.0.1/", "https:////127.0.0.1/", "HTTPS://127.0.0.1/", "https://127.0.0.1:00443/", "https://[::1]:443/",
        "https://[::]:443/", "https://127.0.0.1?@93.184.215.14/", "https://93.184.215.14:80@10.0.0.1:443/", "https://user%40x@127.0.0.1/",
        "wss://93.184.215.14/", "https://93.184.215.14:1/", "https://[::ffff:7f00:1].example/", "https://[::1]@93.184.215.14/",
        "https://xn--/", "https://xn--a/", "https://\u00ad/", "https://\u200d.\u200d/", "https://a\ud800.example@/", "https://.../", "https://./", "https://-/",
    ];

    public static IEnumerable<string> All =>
    [
        .. Networks.Concat(InOtherWords).Concat(MoreWords).Select(host => $"https://{host}/hook"),
        .. InIPv6.Concat(MoreIPv6).Select(host => $"https://[{host}]/hook"),
        .. OtherForms.Concat(MoreForms),
    ];

    [Fact]
    public async Task No_spelling_of_an_internal_address_is_saved()
    {
        var guard = New(new ScriptedAddresses());
        var passed = new List<string>();
        foreach (var url in All)
        {
            if (await guard.FindProblemAsync(url, CancellationToken.None) is null)
            {
                passed.Add(url);
            }
        }

        Assert.Empty(passed);
        Assert.True(All.Distinct().Count() >= 250, $"{All.Distinct().Count()} spellings");
    }

    [Fact]
    public async Task No_spelling_of_an_internal_address_is_connected_to()
    {
        var addresses = new ScriptedAddresses();
        using var sender = new WebhookSender(New(addresses), Settings(), TimeProvider.System);
        foreach (var url in All)
        {
            if (Uri.TryCreate(url.Replace("https:", "http:", StringComparison.Ordinal), UriKind.Absolute, out var uri)
                && uri is { Scheme: "http", Host.Length: > 0 } && !uri.Host.StartsWith("93.", StringComparison.Ordinal))
            {
                await sender.SendAsync(MessageTo(uri), CancellationToken.None);
            }
        }

        Assert.Empty(addresses.Connections);
    }

    [Theory]
    [InlineData("https://93.184.215.14/hook")]
    [InlineData("https://93.184.215.14:443/hook?key=1")]
    [InlineData("https://public.example/hook")]
    [InlineData("https://[2606:4700::6810:84e5]/hook")]
    [InlineData("https://unknown.example/hook")]
    [InlineData("https://172.32.0.1/")]
    [InlineData("https://100.128.0.1/")]
    public async Task Public_addresses_are_saved(string url) =>
        Assert.Null(await New(new ScriptedAddresses()).FindProblemAsync(url, CancellationToken.None));

    [Fact]
    public async Task A_host_may_allow_an_internal_network_on_any_port()
    {
        var options = Settings();
        options.Value.Webhooks.AllowedNetworks.Add("10.20.0.0/16");
        options.Value.Webhooks.AllowHttp = true;
        var guard = New(new ScriptedAddresses(), options);

        Assert.Null(await guard.FindProblemAsync("http://10.20.1.2:8080/hook", CancellationToken.None));
        Assert.NotNull(await guard.FindProblemAsync("http://10.21.1.2:8080/hook", CancellationToken.None));
    }

    /// <summary>T13: a name that changes its answer after the check is checked again, and one bad address spoils all.</summary>
    [Theory]
    [InlineData("93.184.215.14", "127.0.0.1")]
    [InlineData("93.184.215.14", "93.184.215.14 10.0.0.1")]
    [InlineData("2606:4700::6810:84e5", "::ffff:169.254.169.254")]
    public async Task A_name_that_turns_to_an_internal_address_is_not_called(string first, string later)
    {
        var addresses = new ScriptedAddresses { ["turning.example"] = first };
        var guard = New(addresses);
        Assert.Null(await guard.FindProblemAsync("https://turning.example/hook", CancellationToken.None));
        addresses["turning.example"] = later;
        using var sender = new WebhookSender(guard, Settings(), TimeProvider.System);

        var attempt = await sender.SendAsync(MessageTo(new Uri("https://turning.example/hook")), CancellationToken.None);

        Assert.Equal(DeliveryErrors.Address, attempt.Error);
        Assert.Empty(addresses.Connections);
    }

    /// <summary>The connection goes to an address that was checked, not to a second answer of the name server.</summary>
    [Fact]
    public async Task The_checked_address_is_the_one_connected_to()
    {
        var addresses = new ScriptedAddresses { ["public.example"] = "93.184.215.14" };
        using var sender = new WebhookSender(New(addresses), Settings(), TimeProvider.System);

        var attempt = await sender.SendAsync(MessageTo(new Uri("https://public.example/hook")), CancellationToken.None);

        Assert.Equal(DeliveryErrors.Connection, attempt.Error);
        Assert.Equal("93.184.215.14:443", Assert.Single(addresses.Connections).ToString());
        Assert.Equal(1, addresses.Lookups);
    }

    private static OutgoingMessage MessageTo(Uri url) => new(url, "evt_1", "test", 1, "{}"u8.ToArray(), [WebhookSecret.New()]);

    private static IOptions<AffiliateOptions> Settings() => Options.Create(new AffiliateOptions());

    private static AddressGuard New(HostAddresses addresses, IOptions<AffiliateOptions>? options = null) =>
        new(options ?? Settings(), addresses, TimeProvider.System);

    /// <summary>Knows a few names, notes every connection and makes none.</summary>
    private sealed class ScriptedAddresses : HostAddresses
    {
        private readonly Dictionary<string, string> _names = new(StringComparer.OrdinalIgnoreCase)
        {
            ["localhost"] = "127.0.0.1 ::1",
            ["a.localhost"] = "127.0.0.1",
            ["127.0.0.1.nip.example"] = "127.0.0.1",
            ["rebind.example"] = "93.184.215.14 192.168.0.1",
            ["public.example"] = "93.184.215.14",
        };

        public List<IPEndPoint> Connections { get; } = [];

        public int Lookups { get; private set; }

        public string this[string name]
        {
            set => _names[name] = value;
        }

        public override Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
        {
            Lookups++;
            return _names.TryGetValue(host, out var addresses)
                ? Task.FromResult(Array.ConvertAll(addresses.Split(' '), IPAddress.Parse))
                : throw new SocketException((int)SocketError.HostNotFound);
        }

        public override ValueTask<Stream> ConnectAsync(IPEndPoint address, CancellationToken cancellationToken)
        {
            Connections.Add(address);
            throw new SocketException((int)SocketError.ConnectionRefused);
        }
    }
}
