namespace Affiliate;

/// <summary>Does one kind of work. May be called for the same item again: each effect must be safe to repeat.</summary>
internal interface IWorkHandler
{
    WorkKind Kind { get; }

    /// <summary>How many items of the kind this instance works on at once.</summary>
    int Parallelism => 8;

    /// <summary>The subject of the kind's one item that is never finished; <see langword="null"/> for work that ends.</summary>
    /// <remarks>The worker makes the item when it is missing and never parks it.</remarks>
    string? RecurringSubject => null;

    /// <summary>Does the work; throwing counts as a failure and brings it back later.</summary>
    Task<WorkResult> RunAsync(WorkItem item, CancellationToken cancellationToken);
}
