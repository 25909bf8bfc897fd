namespace Affiliate;

/// <summary>A place in a list: behind one of its items. It stays where it is while items are added.</summary>
/// <param name="At">The time that the list is sorted by.</param>
/// <param name="Id">The identifier among items of the same time.</param>
/// <param name="Source">Which kind of item, in a list of several kinds. Default: 0.</param>
public readonly record struct PagePosition(DateTimeOffset At, Guid Id, int Source = 0);
