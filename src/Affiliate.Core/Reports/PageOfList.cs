using System.Security.Cryptography;
using System.Text;

namespace Affiliate;

/// <summary>Pages of lists that are at hand whole.</summary>
internal static class PageOfList
{
    /// <summary>A page, also behind a position: that is an item and, should the item be gone, its place.</summary>
    /// <param name="all">The whole list, in its order.</param>
    /// <param name="page">Which part of it.</param>
    /// <param name="key">What tells an item from the others.</param>
    public static Page<T> PageOf<T>(this IReadOnlyList<T> all, PageRequest page, Func<T, string> key)
    {
        int? offset = page.After is { } after ? Behind(all, after, key) : page.OffsetWithin(all.Count);
        T[] items = offset is { } first ? [.. all.Skip(first).Take(page.Size)] : [];
        var end = offset + items.Length;
        return new Page<T>(items, page.IsDeep ? null : all.Count, page.IsDeep ? null : page.Number, page.Size)
        {
            Next = items.Length > 0 && end < all.Count
                ? new PagePosition(DateTimeOffset.UnixEpoch.AddMilliseconds(end.Value), IdOf(items[^1], key))
                : null,
        };
    }

    private static int Behind<T>(IReadOnlyList<T> all, PagePosition after, Func<T, string> key)
    {
        for (var i = 0; i < all.Count; i++)
        {
            if (IdOf(all[i], key) == after.Id)
            {
                return i + 1;
            }
        }

        return (int)Math.Clamp(after.At.ToUnixTimeMilliseconds() - 1, 0, all.Count);
    }

    private static Guid IdOf<T>(T item, Func<T, string> key) => new(SHA256.HashData(Encoding.UTF8.GetBytes(key(item))).AsSpan(0, 16));
}
