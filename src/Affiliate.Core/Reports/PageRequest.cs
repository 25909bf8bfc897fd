namespace Affiliate;

/// <summary>Which part of a list is wanted.</summary>
public readonly record struct PageRequest
{
    /// <summary>The size of a page when none is given.</summary>
    public const int DefaultSize = 20;

    /// <summary>The largest size of a page; more is taken as this many.</summary>
    public const int MaxSize = 100;

    private readonly long _number;
    private readonly int _size;

    /// <summary>Asks for a page.</summary>
    /// <param name="number">Which page, from 1. A page past the end is empty.</param>
    /// <param name="size">How many items, from 1; above <see cref="MaxSize"/> it is taken as that.</param>
    /// <exception cref="ArgumentOutOfRangeException">One of them is below 1.</exception>
    public PageRequest(long number, int size = DefaultSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        _number = number;
        _size = Math.Min(size, MaxSize);
    }

    /// <summary>Which page, from 1. Default: 1.</summary>
    public long Number => _number == 0 ? 1 : _number;

    /// <summary>How many items, between 1 and <see cref="MaxSize"/>. Default: <see cref="DefaultSize"/>.</summary>
    public int Size => _size == 0 ? DefaultSize : _size;

    /// <summary>
    /// Whether the list is read by position: at the same cost at any depth, and without counting it.
    /// </summary>
    public bool IsDeep { get; private init; }

    /// <summary>Behind which item a page that is read by position begins; <see langword="null"/> for the first page.</summary>
    public PagePosition? After { get; private init; }

    /// <summary>Asks for the page behind a position, that is <see cref="Page{T}.Next"/> of the page before.</summary>
    /// <param name="after">The position; <see langword="null"/> for the first page.</param>
    /// <param name="size">How many items, from 1; above <see cref="MaxSize"/> it is taken as that.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is below 1.</exception>
    public static PageRequest Behind(PagePosition? after, int size = DefaultSize) =>
        new(1, size) { IsDeep = true, After = after };

    /// <summary>How many items come before the page, or <see langword="null"/> when the page is past the end.</summary>
    internal int? OffsetWithin(long total)
    {
        var offset = (Int128)(Number - 1) * Size;
        return offset < total && offset <= int.MaxValue - MaxSize ? (int)offset : null;
    }
}
