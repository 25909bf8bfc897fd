namespace Affiliate;

/// <summary>Where a program's events are sent to (AH-44).</summary>
public sealed record WebhookEndpoint : IRecord<WebhookEndpoint>
{
    /// <summary>The most characters of <see cref="Url"/>.</summary>
    public const int MaxUrlLength = 2_000;

    /// <summary>The most characters of <see cref="Description"/>.</summary>
    public const int MaxDescriptionLength = 200;

    /// <summary>The identifier.</summary>
    public required WebhookEndpointId Id { get; init; }

    /// <summary>The program whose events are sent.</summary>
    public required ProgramId ProgramId { get; init; }

    /// <summary>The address, as it was given.</summary>
    public required string Url { get; init; }

    /// <summary>The event types wanted, separated by spaces; see <see cref="EventPattern"/>.</summary>
    public required string Events { get; init; }

    /// <summary>What a person notes about it.</summary>
    public string? Description { get; init; }

    /// <summary>Whether it gets events.</summary>
    public required bool IsActive { get; init; }

    /// <summary>The signing secret, encrypted under the installation secret.</summary>
    public required string SealedSecret { get; init; }

    /// <summary>The secret before the last rotation, encrypted; signs beside the new one until <see cref="PreviousSecretEndsAt"/>.</summary>
    public string? PreviousSealedSecret { get; init; }

    /// <summary>Until when the secret before the last rotation signs too.</summary>
    public DateTimeOffset? PreviousSecretEndsAt { get; init; }

    /// <summary>Since when every attempt has failed; <see langword="null"/> when the last one went well.</summary>
    public DateTimeOffset? FailingSince { get; init; }

    /// <summary>Why it was switched off without anybody asking: <c>gone</c> or <c>failing</c>.</summary>
    public string? DisabledReason { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>How often the row was changed.</summary>
    public int Version { get; init; }

    /// <inheritdoc />
    public static RecordType<WebhookEndpoint> Record { get; } =
        new RecordType<WebhookEndpoint>("webhook_endpoints", e => e.Id)
            .Index(e => e.ProgramId, e => e.CreatedAt)
            .Versioned(e => e.Version)
            .Text(MaxUrlLength, e => e.Url)
            .Text(EventPattern.MaxListLength, e => e.Events)
            .Text(MaxDescriptionLength, e => e.Description)
            .Text(SealedText.MaxLength, e => e.SealedSecret, e => e.PreviousSealedSecret)
            .Text(32, e => e.DisabledReason);

    /// <summary>The key of an endpoint by its identifier.</summary>
    public static Key<WebhookEndpoint> ById(WebhookEndpointId id) => Record.ByPrimaryKey(id);

    /// <summary>Whether it is to get events of a type.</summary>
    internal bool Wants(string type) => IsActive && EventPattern.Matches(Events, type);
}
