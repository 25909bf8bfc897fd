using FsCheck;
using FsCheck.Fluent;

namespace Affiliate.Core.Tests;

/// <summary>Numbers of every size for property tests: small ones, those near the ends, and any in between.</summary>
internal static class AnyNumber
{
    public static Arbitrary<long> Long() => Gen.OneOf(
        Gen.Elements(0L, 1, -1, long.MaxValue, long.MaxValue - 1, long.MinValue, long.MinValue + 1),
        Gen.Choose(-100_000, 100_000).Select(number => (long)number),
        Bits()).ToArbitrary();

    public static Arbitrary<long> UpTo(long most) => Gen.OneOf(
        Gen.Choose(0, 100_000).Select(number => (long)number),
        Bits().Select(bits => (long)((ulong)bits % ((ulong)most + 1)))).ToArbitrary();

    private static Gen<long> Bits() =>
        from high in Gen.Choose(int.MinValue, int.MaxValue)
        from low in Gen.Choose(int.MinValue, int.MaxValue)
        from shift in Gen.Choose(0, 62)
        select (((long)high << 32) | (uint)low) >> shift;
}
