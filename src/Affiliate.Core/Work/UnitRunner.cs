using System.Security.Cryptography;

namespace Affiliate;

/// <summary>Runs units of work: again when they lose a race (C9), and wakes the worker for what they left to do.</summary>
internal sealed class UnitRunner(
    IAffiliateStore store, WorkSignal signal, TimeProvider time, WebhookSubscriptions? webhooks = null) : IDisposable
{
    private const int MaxReruns = 5;
    private const int MostCountings = 50;
    private const int ShortestPauseMilliseconds = 10;
    private const int LongestPauseMilliseconds = 200;

    /// <summary>It orders those who lost races, no more: whoever waited that long tries without a turn.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _turns = new(1);

    /// <summary>Whether nothing that others write can be seen.</summary>
    public bool IsInMemory => store is InMemoryAffiliateStore;

    /// <summary>Runs a unit and commits it.</summary>
    /// <param name="work">May be called several times: it must touch nothing but its unit.</param>
    /// <param name="cancellationToken">Gives up; nothing is committed then.</param>
    /// <exception cref="AffiliateBusyException">The unit lost six races in a row. Nothing was changed.</exception>
    public Task<T> RunAsync<T>(
        Func<IAffiliateUnit, CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
        RunAsync(null, work, cancellationToken);

    /// <summary>
    /// Runs a unit that takes for granted that nobody else has its keys; should somebody have, runs another at once that looks first.
    /// </summary>
    /// <param name="hopeful">The unit without the look-ups; <see langword="null"/> looks at once.</param>
    /// <param name="work">The unit with them. Like the first, it may be called several times.</param>
    /// <param name="cancellationToken">Gives up; nothing is committed then.</param>
    /// <exception cref="AffiliateBusyException">The unit lost six more races in a row. Nothing was changed.</exception>
    public async Task<T> RunAsync<T>(
        Func<IAffiliateUnit, CancellationToken, Task<T>>? hopeful, Func<IAffiliateUnit, CancellationToken, Task<T>> work,
        CancellationToken cancellationToken)
    {
        IReadOnlyList<CounterClaim> claims = [];
        var takes = new CounterTakes();
        var (counting, hasLost) = (0, false);
        for (var rerun = 0; ; rerun++)
        {
            try
            {
                return hasLost
                    ? await CommitInTurnAsync(work, claims, takes, cancellationToken).ConfigureAwait(false)
                    : await CommitAsync(hopeful ?? work, claims, takes, cancellationToken).ConfigureAwait(false);
            }
            catch (ClaimsChangedException changed) when (rerun < MaxReruns)
            {
                (claims, takes) = (changed.Claims, new CounterTakes());
            }
            catch (ClaimsChangedException changed)
            {
                throw new AffiliateBusyException("The unit could not settle which counters it needs. Nothing was changed.", changed);
            }
            catch (CountersNotRaisedException first)
            {
                (takes, rerun) = (first.Next, rerun - 1);
            }
            catch (CountersUsedUpException) when (counting++ < MostCountings)
            {
                (takes, rerun) = (new CounterTakes(), rerun - 1);
            }
            catch (CountersUsedUpException used)
            {
                throw new AffiliateBusyException("Others took from the same caps each time. Nothing was changed; try again in a moment.", used);
            }
            catch (StoreConflictException) when (hopeful is not null)
            {
                (hopeful, takes, rerun) = (null, new CounterTakes(), -1);
            }
            catch (StoreConflictException conflict) when (rerun == MaxReruns)
            {
                throw new AffiliateBusyException(
                    $"The unit lost {MaxReruns + 1} races in a row. Nothing was changed; try again in a moment.", conflict);
            }
            catch (StoreConflictException)
            {
                (takes, hasLost) = (new CounterTakes(), true);
                var pause = RandomNumberGenerator.GetInt32(ShortestPauseMilliseconds, LongestPauseMilliseconds + 1);
                await Task.Delay(TimeSpan.FromMilliseconds(pause), time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <inheritdoc />
    public void Dispose() => _turns.Dispose();

    /// <summary>
    /// Units that lost a race are run one after the other: many sales of one customer at once would else lose to each other time and
    /// again, on a machine where a unit takes longer than the pauses.
    /// </summary>
    private async Task<T> CommitInTurnAsync<T>(
        Func<IAffiliateUnit, CancellationToken, Task<T>> work, IReadOnlyList<CounterClaim> claims, CounterTakes takes,
        CancellationToken cancellationToken)
    {
        var hasTurn = await _turns.WaitAsync(Patience, cancellationToken).ConfigureAwait(false);
        try
        {
            return await CommitAsync(work, claims, takes, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (hasTurn)
            {
                _turns.Release();
            }
        }
    }

    private async Task<T> CommitAsync<T>(
        Func<IAffiliateUnit, CancellationToken, Task<T>> work, IReadOnlyList<CounterClaim> claims, CounterTakes takes,
        CancellationToken cancellationToken)
    {
        if (webhooks is not null)
        {
            await webhooks.RefreshAsync(cancellationToken).ConfigureAwait(false);
        }

        var call = CallScope.Current;
        WatchedUnit? last = null;
        var result = await store
            .ExecuteAsync(
                async (unit, token) =>
                {
                    last = new WatchedUnit(unit, takes, call);
                    await last.BeginAsync(claims, token).ConfigureAwait(false);
                    var done = await work(last, token).ConfigureAwait(false);
                    last.End();
                    await last.ClaimAsync(token).ConfigureAwait(false);
                    return done;
                },
                cancellationToken)
            .ConfigureAwait(false);
        last?.Commit();
        foreach (var kind in last?.AddedWork ?? [])
        {
            signal.Signal(kind);
        }

        return result;
    }
}
