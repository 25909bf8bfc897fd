using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Affiliate;

/// <summary>Proves that the host vouches for a customer key that a browser reports (semantics 12).</summary>
internal sealed class SignUpTokens(SignedTokens tokens, TimeProvider time)
{
    private const string Purpose = "affiliate-signup-1";
    private const int HashLength = 16;
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    public ValueTask<string> WriteAsync(ProgramId program, CustomerKey customer, CancellationToken ct)
    {
        var content = new byte[sizeof(uint) + HashLength];
        BinaryPrimitives.WriteUInt32BigEndian(content, (uint)(time.GetUtcNow() + Lifetime).ToUnixTimeSeconds());
        Hash(program, customer).CopyTo(content, sizeof(uint));
        return tokens.SealAsync(Purpose, content, ct);
    }

    /// <summary>Why a token does not vouch for a customer, as one of <see cref="TokenReasons"/>; <see langword="null"/> when it does.</summary>
    public async ValueTask<string?> RefuseAsync(string? token, ProgramId program, CustomerKey customer, CancellationToken ct)
    {
        var (content, reason) = await tokens.OpenAsync(Purpose, token, ct).ConfigureAwait(false);
        return content?.Length != sizeof(uint) + HashLength ? reason ?? TokenReasons.Malformed
            : BinaryPrimitives.ReadUInt32BigEndian(content) < time.GetUtcNow().ToUnixTimeSeconds() ? TokenReasons.Expired
            : !CryptographicOperations.FixedTimeEquals(content.AsSpan(sizeof(uint)), Hash(program, customer)) ? TokenReasons.OtherCustomer
            : null;
    }

    private static byte[] Hash(ProgramId program, CustomerKey customer) =>
        SHA256.HashData(Encoding.UTF8.GetBytes($"{program}:{customer.Value}"))[..HashLength];
}
