namespace Affiliate;

/// <summary>A back-fill began, was stopped, or ended (<c>backfill.running</c>, <c>.completed</c>, <c>.failed</c>, <c>.canceled</c>).</summary>
public sealed record BackfillChanged : AffiliateEvent
{
    /// <inheritdoc />
    public override string Type => EventTypes.Backfill(State);

    /// <summary>The run.</summary>
    public required PaymentBackfillId BackfillId { get; init; }

    /// <summary>How far it came; the last part of <see cref="Type"/>.</summary>
    public required PaymentBackfillState State { get; init; }

    /// <summary>The provider.</summary>
    public required string Provider { get; init; }

    /// <summary>The endpoint whose key reads; empty for the unnamed one.</summary>
    public required string Endpoint { get; init; }

    /// <summary>How many messages were read.</summary>
    public required long Messages { get; init; }

    /// <summary>How many of them were new.</summary>
    public required long Applied { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Error { get; init; }

    internal static BackfillChanged Of(PaymentBackfillRun run) => new()
    {
        ProgramId = run.ProgramId,
        BackfillId = run.Id,
        State = run.State,
        Provider = run.Provider,
        Endpoint = run.Endpoint,
        Messages = run.Messages,
        Applied = run.Applied,
        Error = run.Error,
    };
}
