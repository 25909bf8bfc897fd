namespace Affiliate.Core.Tests.Work;

/// <summary>Work that does what a test says.</summary>
internal sealed class ScriptedWork(
    Func<WorkItem, CancellationToken, Task<WorkResult>> work, WorkKind kind = WorkKind.Inbox) : IWorkHandler
{
    public WorkKind Kind => kind;

    public int Parallelism { get; init; } = 8;

    public string? RecurringSubject { get; init; }

    public Task<WorkResult> RunAsync(WorkItem item, CancellationToken cancellationToken) =>
        work(item, cancellationToken);
}
