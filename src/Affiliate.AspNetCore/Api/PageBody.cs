namespace Affiliate.AspNetCore;

/// <summary>A page of a list as it is published (AH-35). Read by cursor it has no total and no number.</summary>
internal sealed record PageBody<T>(IReadOnlyList<T> Data, long? Total, long? Page, int PerPage, string? NextCursor)
{
    public static PageBody<T> Of<TItem>(Page<TItem> page, Func<TItem, T> body) =>
        new([.. page.Items.Select(body)], page.Total, page.Number, page.Size, page.Next is { } next ? Cursor.Write(next) : null);
}
