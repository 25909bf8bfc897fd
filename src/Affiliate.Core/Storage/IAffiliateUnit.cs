namespace Affiliate;

/// <summary>One transaction. Not for parallel use; nothing is visible to others before it commits.</summary>
public interface IAffiliateUnit
{
    /// <summary>Finds a record by its primary or a unique key, also one added in this unit. What it saves or removes does not show.</summary>
    /// <returns>The record, or <see langword="null"/>.</returns>
    Task<T?> FindAsync<T>(Key<T> key, CancellationToken cancellationToken) where T : class, IRecord<T>;

    /// <summary>Lists committed records; those of this unit are not among them.</summary>
    Task<IReadOnlyList<T>> ListAsync<T>(Query<T> query, CancellationToken cancellationToken)
        where T : class, IRecord<T>;

    /// <summary>Adds a record at commit. A key that exists by then fails the unit.</summary>
    void Add<T>(T record) where T : class, IRecord<T>;

    /// <summary>Replaces a record at commit, if it still has the version of <paramref name="record"/>, and raises the version by one.</summary>
    /// <remarks>One save per record and unit; a record added in this unit is added in its final form instead.</remarks>
    /// <exception cref="InvalidOperationException">The type has no version: its records are added and removed, never changed.</exception>
    void Save<T>(T record) where T : class, IRecord<T>;

    /// <summary>Removes a record at commit, if it is still there with the version of <paramref name="record"/>, where it has one.</summary>
    void Remove<T>(T record) where T : class, IRecord<T>;

    /// <summary>
    /// Adds to a counter unless the result would be above <paramref name="most"/>. Must come before anything else in the
    /// unit; others that want the same counter wait for its end.
    /// </summary>
    /// <remarks>
    /// What was never raised is at 0, and is found as <see cref="Counter"/> once it was. A unit may raise several, and one several times; two
    /// that want the same ones in another order must not wait for each other for ever: one may fail with <see cref="StoreConflictException"/>.
    /// </remarks>
    /// <returns>Whether it was added; <see langword="false"/> leaves the counter as it was.</returns>
    Task<bool> TryIncrementAsync(string counter, long by, long most, CancellationToken cancellationToken);
}
