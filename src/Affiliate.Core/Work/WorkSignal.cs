using System.Collections.Concurrent;

namespace Affiliate;

/// <summary>Tells this process's worker that work was committed, so that it need not wait for its next look.</summary>
internal sealed class WorkSignal
{
    private readonly ConcurrentDictionary<WorkKind, TaskCompletionSource> _waiting = new();

    /// <summary>Completes at the next <see cref="Signal"/>. Taken before looking for work, it misses none.</summary>
    public Task Next(WorkKind kind) =>
        _waiting.GetOrAdd(kind, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public void Signal(WorkKind kind)
    {
        if (_waiting.TryRemove(kind, out var waiting))
        {
            waiting.TrySetResult();
        }
    }
}
