namespace Affiliate;

/// <summary>
/// The identifiers of what test mode copies: the live one with its version changed from 7 to 8. So the twin of a program is
/// known by its identifier alone, wherever one turns up, and a copy is made once.
/// </summary>
internal static class TestIds
{
    private const int VersionByte = 6;
    private const int LiveVersion = 0x70;
    private const int TestVersion = 0x80;

    /// <summary>Whether an identifier is that of a copy.</summary>
    public static bool IsTest<TId>(this TId id) where TId : struct, IAffiliateId<TId> => id.Value.Version == TestVersion >> 4;

    /// <summary>The identifier of the copy.</summary>
    public static TId Test<TId>(this TId id) where TId : struct, IAffiliateId<TId> => With(id, TestVersion);

    /// <summary>The identifier of what was copied; of something live itself.</summary>
    public static TId Live<TId>(this TId id) where TId : struct, IAffiliateId<TId> =>
        id.IsTest() ? With(id, LiveVersion) : id;

    private static TId With<TId>(TId id, int version) where TId : struct, IAffiliateId<TId>
    {
        Span<byte> bytes = stackalloc byte[16];
        id.Value.TryWriteBytes(bytes, bigEndian: true, out _);
        bytes[VersionByte] = (byte)((bytes[VersionByte] & 0x0F) | version);
        return TId.From(new Guid(bytes, bigEndian: true));
    }
}
