namespace Affiliate;

/// <summary>Makes, changes and deletes the endpoints that a program's events are sent to (AH-44).</summary>
/// <remarks>A change counts on other instances within ten seconds, here at once.</remarks>
public sealed class WebhookDesk
{
    /// <summary>How long both secrets sign after a rotation, unless said otherwise.</summary>
    public static readonly TimeSpan DefaultOverlap = TimeSpan.FromHours(24);

    /// <summary>How long both secrets may sign at most.</summary>
    public static readonly TimeSpan LongestOverlap = TimeSpan.FromDays(7);

    /// <summary>How many endpoints a program may have.</summary>
    public const int MostEndpoints = 100;

    private readonly IAffiliateStore _store;
    private readonly UnitRunner _units;
    private readonly EventOutbox _outbox;
    private readonly AddressGuard _guard;
    private readonly SealedText _sealedText;
    private readonly WebhookSubscriptions _subscriptions;
    private readonly TimeProvider _time;

    internal WebhookDesk(
        IAffiliateStore store, UnitRunner units, EventOutbox outbox, AddressGuard guard, SealedText sealedText,
        WebhookSubscriptions subscriptions, TimeProvider time)
    {
        _store = store;
        _units = units;
        _outbox = outbox;
        _guard = guard;
        _sealedText = sealedText;
        _subscriptions = subscriptions;
        _time = time;
    }

    /// <summary>Makes an endpoint. Every call makes another one.</summary>
    /// <param name="program">The program whose events are sent.</param>
    /// <param name="settings">The address and what is wanted.</param>
    /// <param name="cancellationToken">Gives up; no endpoint is made then.</param>
    /// <returns>The endpoint with its secret, which cannot be shown again.</returns>
    /// <exception cref="ArgumentException">The settings are not valid; the message says which.</exception>
    /// <exception cref="AffiliateConflictException">The program has <see cref="MostEndpoints"/> endpoints.</exception>
    public async Task<NewWebhookSecret> CreateAsync(
        ProgramId program, WebhookSettings settings, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        await CheckAsync(settings with { Url = settings.Url ?? "" }, cancellationToken).ConfigureAwait(false);
        var now = _time.GetUtcMilliseconds();
        var id = AffiliateId.New<WebhookEndpointId>(now);
        var (secret, sealedSecret) = await NewSecretAsync(id, cancellationToken).ConfigureAwait(false);
        var endpoint = Changed(
            new WebhookEndpoint
            {
                Id = id,
                ProgramId = program,
                Url = settings.Url!,
                Events = "*",
                IsActive = true,
                SealedSecret = sealedSecret,
                CreatedAt = now,
            },
            settings);
        await _units.RunAsync(
            async (unit, token) =>
            {
                var others = await unit.ListAsync(OfProgram(program).Ascending(one => one.CreatedAt).Take(MostEndpoints), token).ConfigureAwait(false);
                if (others.Count == MostEndpoints)
                {
                    throw new AffiliateConflictException(
                        "too_many_endpoints", $"A program has at most {MostEndpoints} webhook endpoints.");
                }

                unit.Add(endpoint);
                _outbox.Publish(unit, EndpointChanged.Of(endpoint, EndpointAction.Created));
                return true;
            },
            cancellationToken).ConfigureAwait(false);
        _subscriptions.Forget();
        return new NewWebhookSecret(endpoint, secret);
    }

    /// <summary>The endpoints of a program, newest first.</summary>
    public Task<Page<WebhookEndpoint>> ListAsync(
        ProgramId program, PageRequest page = default, CancellationToken cancellationToken = default) => _store.PageAsync(
        OfProgram(program).Descending(endpoint => endpoint.CreatedAt).Descending(endpoint => endpoint.Id), page, cancellationToken);

    /// <summary>An endpoint of a program, or <see langword="null"/>.</summary>
    public async Task<WebhookEndpoint?> FindAsync(
        ProgramId program, WebhookEndpointId id, CancellationToken cancellationToken = default) =>
        await _store.FindAsync(WebhookEndpoint.ById(id), cancellationToken).ConfigureAwait(false) is { } endpoint
        && endpoint.ProgramId == program ? endpoint : null;

    /// <summary>Changes an endpoint. Switched on again, it gets what happens from then on; the rest can be replayed.</summary>
    /// <param name="program">The program.</param>
    /// <param name="id">The endpoint.</param>
    /// <param name="settings">What changes.</param>
    /// <param name="version">The version that the caller has seen; <see langword="null"/> for any.</param>
    /// <param name="cancellationToken">Gives up; nothing is changed then.</param>
    /// <returns>The endpoint as it is now, or <see langword="null"/> when there is none.</returns>
    /// <exception cref="ArgumentException">The settings are not valid; the message says which.</exception>
    /// <exception cref="AffiliateConflictException">Somebody changed it since (<c>stale_version</c>).</exception>
    public async Task<WebhookEndpoint?> ChangeAsync(
        ProgramId program, WebhookEndpointId id, WebhookSettings settings, int? version = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        await CheckAsync(settings, cancellationToken).ConfigureAwait(false);
        return await SaveAsync(
            program, id,
            endpoint =>
            {
                if (version is { } seen && seen != endpoint.Version)
                {
                    throw new AffiliateConflictException("stale_version", "The endpoint was changed since; read it again.");
                }

                var changed = Changed(endpoint, settings);
                return changed == endpoint ? null
                    : (changed, changed.IsActive == endpoint.IsActive ? EndpointAction.Updated
                        : changed.IsActive ? EndpointAction.Enabled : EndpointAction.Disabled);
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Deletes an endpoint. What was on its way to it is canceled. Deleted again, nothing happens.</summary>
    /// <returns>Whether there was such an endpoint.</returns>
    public async Task<bool> DeleteAsync(
        ProgramId program, WebhookEndpointId id, CancellationToken cancellationToken = default)
    {
        var isDeleted = await _units.RunAsync(
            async (unit, token) =>
            {
                var endpoint = await unit.FindAsync(WebhookEndpoint.ById(id), token).ConfigureAwait(false);
                if (endpoint?.ProgramId != program)
                {
                    return false;
                }

                unit.Remove(endpoint);
                _outbox.Publish(unit, EndpointChanged.Of(endpoint with { IsActive = false }, EndpointAction.Deleted));
                return true;
            },
            cancellationToken).ConfigureAwait(false);
        _subscriptions.Forget();
        return isDeleted;
    }

    /// <summary>Gives an endpoint a new secret. The one before signs too for a while, so that receivers can change over.</summary>
    /// <remarks>Rotated again meanwhile, only the last two sign.</remarks>
    /// <param name="program">The program.</param>
    /// <param name="id">The endpoint.</param>
    /// <param name="overlap">How long both sign, up to <see cref="LongestOverlap"/>. Default: <see cref="DefaultOverlap"/>.</param>
    /// <param name="cancellationToken">Gives up; nothing is changed then.</param>
    /// <returns>The endpoint with its new secret, which cannot be shown again; <see langword="null"/> when there is none.</returns>
    public async Task<NewWebhookSecret?> RotateAsync(
        ProgramId program, WebhookEndpointId id, TimeSpan? overlap = null, CancellationToken cancellationToken = default)
    {
        var lasting = overlap ?? DefaultOverlap;
        ArgumentOutOfRangeException.ThrowIfLessThan(lasting, TimeSpan.Zero, nameof(overlap));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lasting, LongestOverlap, nameof(overlap));
        var (secret, sealedSecret) = await NewSecretAsync(id, cancellationToken).ConfigureAwait(false);
        var ends = (_time.GetUtcNow() + lasting).ToUtcMilliseconds();
        var endpoint = await SaveAsync(
            program, id,
            current => (
                current with
                {
                    SealedSecret = sealedSecret,
                    PreviousSealedSecret = current.SealedSecret,
                    PreviousSecretEndsAt = ends,
                },
                EndpointAction.SecretRotated),
            cancellationToken).ConfigureAwait(false);
        return endpoint is null ? null : new NewWebhookSecret(endpoint, secret);
    }

    /// <summary>What is wrong with an address; <see langword="null"/> when nothing.</summary>
    internal Task<string?> FindUrlProblemAsync(string url, CancellationToken cancellationToken) =>
        _guard.FindProblemAsync(url, cancellationToken);

    internal static bool AreEvents(IReadOnlyCollection<string> events) =>
        events.Count is > 0 and <= EventPattern.MostPatterns && events.All(EventPattern.IsValid);

    private static Query<WebhookEndpoint> OfProgram(ProgramId program) =>
        Query<WebhookEndpoint>.All.Equal(endpoint => endpoint.ProgramId, program);

    private static WebhookEndpoint Changed(WebhookEndpoint endpoint, WebhookSettings settings)
    {
        var isActive = settings.IsActive ?? endpoint.IsActive;
        return endpoint with
        {
            Url = settings.Url ?? endpoint.Url,
            Events = settings.Events is { } events ? string.Join(' ', events.Distinct(StringComparer.Ordinal)) : endpoint.Events,
            Description = settings.Description is { } text ? SafeText.Of(text, WebhookEndpoint.MaxDescriptionLength) : endpoint.Description,
            IsActive = isActive,
            FailingSince = isActive && !endpoint.IsActive ? null : endpoint.FailingSince,
            DisabledReason = isActive ? null : endpoint.DisabledReason,
        };
    }

    private async Task CheckAsync(WebhookSettings settings, CancellationToken cancellationToken)
    {
        if (settings.Url is { } url
            && await _guard.FindProblemAsync(url, cancellationToken).ConfigureAwait(false) is { } problem)
        {
            throw new ArgumentException($"The URL of a webhook endpoint: {problem}", nameof(settings));
        }

        if (settings.Events is { } events && !AreEvents(events))
        {
            throw new ArgumentException(
                $"A webhook endpoint wants 1 to {EventPattern.MostPatterns} event types such as 'sale.created' or '*'.", nameof(settings));
        }
    }

    private async Task<(string Secret, string Sealed)> NewSecretAsync(WebhookEndpointId id, CancellationToken ct)
    {
        var secret = WebhookSecret.New();
        return (secret, await _sealedText.SealAsync(secret, WebhookSecret.PurposeOf(id), ct).ConfigureAwait(false));
    }

    private async Task<WebhookEndpoint?> SaveAsync(
        ProgramId program, WebhookEndpointId id,
        Func<WebhookEndpoint, (WebhookEndpoint Next, EndpointAction Action)?> change, CancellationToken cancellationToken)
    {
        var saved = await _units.RunAsync(
            async (unit, token) =>
            {
                var endpoint = await unit.FindAsync(WebhookEndpoint.ById(id), token).ConfigureAwait(false);
                if (endpoint?.ProgramId != program || change(endpoint) is not var (next, action))
                {
                    return endpoint?.ProgramId == program ? endpoint : null;
                }

                unit.Save(next);
                _outbox.Publish(unit, EndpointChanged.Of(next, action, endpoint));
                return next with { Version = next.Version + 1 };
            },
            cancellationToken).ConfigureAwait(false);
        _subscriptions.Forget();
        return saved;
    }
}
