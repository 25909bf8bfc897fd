using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace Affiliate.AspNetCore;

/// <summary>
/// A position in a list as an opaque text: time, source and identifier with a checksum. It opens nothing that the list
/// would not show anyway, so that it needs no signature; the checksum refuses what is no cursor.
/// </summary>
internal static class Cursor
{
    public const int MaxLength = 64;

    private const byte Format = 1;
    private const int ContentLength = 1 + 1 + sizeof(long) + 16;
    private const int ChecksumLength = 6;

    public static string Write(PagePosition position)
    {
        Span<byte> bytes = stackalloc byte[ContentLength + ChecksumLength];
        bytes[0] = Format;
        bytes[1] = (byte)position.Source;
        BinaryPrimitives.WriteInt64BigEndian(bytes[2..], position.At.ToUnixTimeMilliseconds());
        position.Id.TryWriteBytes(bytes[10..], bigEndian: true, out _);
        Checksum(bytes[..ContentLength]).CopyTo(bytes[ContentLength..]);
        return Base64Url.EncodeToString(bytes);
    }

    public static bool TryRead(string text, out PagePosition position)
    {
        position = default;
        Span<byte> bytes = stackalloc byte[ContentLength + ChecksumLength];
        if (!Base64Url.IsValid(text, out var length)
            || length != bytes.Length
            || !Base64Url.TryDecodeFromChars(text, bytes, out _)
            || bytes[0] != Format
            || !Checksum(bytes[..ContentLength]).SequenceEqual(bytes[ContentLength..]))
        {
            return false;
        }

        var at = DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(bytes[2..]));
        position = new PagePosition(at, new Guid(bytes[10..ContentLength], bigEndian: true), bytes[1]);
        return true;
    }

    private static ReadOnlySpan<byte> Checksum(ReadOnlySpan<byte> content) =>
        SHA256.HashData(content).AsSpan(0, ChecksumLength);
}
