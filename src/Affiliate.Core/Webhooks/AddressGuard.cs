using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Affiliate;

/// <summary>
/// Keeps outgoing requests away from internal addresses: when an endpoint is saved, and again for every connection, which
/// goes to the very address that was checked (T13).
/// </summary>
internal sealed class AddressGuard
{
    private static readonly TimeSpan ResolveLimitWhenSaving = TimeSpan.FromSeconds(2);

    private readonly WebhookOptions _options;
    private readonly IPNetwork[] _allowed;
    private readonly bool _allowsHttp;
    private readonly HostAddresses _addresses;
    private readonly TimeProvider _time;

    public AddressGuard(
        IOptions<AffiliateOptions> options, HostAddresses addresses, TimeProvider time, IHostEnvironment? environment = null)
    {
        _options = options.Value.Webhooks;
        _allowed = [.. _options.AllowedNetworks.Select(text => IPNetwork.Parse(text))];
        _allowsHttp = _options.AllowHttp || environment?.IsDevelopment() == true;
        _addresses = addresses;
        _time = time;
    }

    /// <summary>What is wrong with an address that somebody wants events sent to; <see langword="null"/> when nothing.</summary>
    public async Task<string?> FindProblemAsync(string url, CancellationToken cancellationToken)
    {
        if (url.Length > WebhookEndpoint.MaxUrlLength || url.AsSpan().ContainsAny(" \\#") || url.Any(char.IsControl)
            || !Uri.TryCreate(url, UriKind.Absolute, out var uri) || HostOf(uri) is not { Length: > 0 } host)
        {
            return "Must be an absolute URL without spaces and fragment.";
        }

        if (uri.Scheme != Uri.UriSchemeHttps && !(uri.Scheme == Uri.UriSchemeHttp && _allowsHttp))
        {
            return "Must be an https URL.";
        }

        return uri.UserInfo.Length > 0 || AuthorityOf(url).Contains('@', StringComparison.Ordinal)
            ? "Must not have a user name or password."
            : await FindHostProblemAsync(host, uri.Port, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Connects to a checked address of a host; what <see cref="SocketsHttpHandler.ConnectCallback"/> calls.</summary>
    /// <exception cref="AddressNotAllowedException">One of its addresses must not be called.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = await ResolveAsync(host, cancellationToken).ConfigureAwait(false);
        if (addresses.Length == 0)
        {
            throw new SocketException((int)SocketError.HostNotFound);
        }

        if (!Array.TrueForAll(addresses, address => Allows(address, port)))
        {
            throw new AddressNotAllowedException();
        }

        for (var i = 0; ; i++)
        {
            try
            {
                return await _addresses.ConnectAsync(new IPEndPoint(addresses[i], port), cancellationToken).ConfigureAwait(false);
            }
            catch (SocketException) when (i < addresses.Length - 1)
            {
                // The next address of the same host may answer.
            }
        }
    }

    private async Task<string?> FindHostProblemAsync(string host, int port, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var timer = new CancellationTokenSource(ResolveLimitWhenSaving, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, timer.Token);
        IPAddress[] addresses;
        try
        {
            addresses = await ResolveAsync(host, either.Token).WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            addresses = [];
        }

        // A name that cannot be looked up now is checked when it is called; one that is local by its form never passes.
        return addresses.Length == 0
            ? IsLocalName(host) || !_options.AllowedPorts.Contains(port) ? "The address is not allowed." : null
            : Array.TrueForAll(addresses, address => Allows(address, port)) ? null : "The address is not allowed.";
    }

    private async Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        var name = host.TrimEnd('.').Trim('[', ']');
        var found = IPAddress.TryParse(name, out var literal)
            ? [literal]
            : await _addresses.ResolveAsync(name, cancellationToken).ConfigureAwait(false);
        return Array.ConvertAll(found, PublicAddresses.Unwrap);
    }

    private bool Allows(IPAddress address, int port) =>
        Array.Exists(_allowed, network => network.Contains(address))
        || (PublicAddresses.Contain(address) && _options.AllowedPorts.Contains(port));

    private static bool IsLocalName(string host)
    {
        var name = host.TrimEnd('.');
        return !name.Contains('.', StringComparison.Ordinal)
            || Array.Exists(
                [".localhost", ".local", ".internal", ".home.arpa", ".lan", ".intranet"],
                end => name.EndsWith(end, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The host as it is looked up; <see langword="null"/> for letters that no name can have.</summary>
    private static string? HostOf(Uri uri)
    {
        try
        {
            return uri.IdnHost;
        }
        catch (UriFormatException)
        {
            return null;
        }
    }

    private static string AuthorityOf(string url)
    {
        var rest = url[(url.IndexOf("://", StringComparison.Ordinal) + 3)..];
        return rest.AsSpan().IndexOfAny('/', '?') is >= 0 and var end ? rest[..end] : rest;
    }
}

/// <summary>How host names become addresses and addresses become connections.</summary>
internal class HostAddresses
{
    public virtual Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken) =>
        Dns.GetHostAddressesAsync(host, cancellationToken);

    public virtual async ValueTask<Stream> ConnectAsync(IPEndPoint address, CancellationToken cancellationToken)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>An address that must not be called.</summary>
internal sealed class AddressNotAllowedException() : IOException("The address is not allowed.");
