namespace Affiliate;

/// <summary>What a provider says of a time, in the latest state of each thing.</summary>
internal sealed class ProviderFacts
{
    private readonly Dictionary<string, Payment> _payments = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Reversal> _reversals = new(StringComparer.Ordinal);
    private readonly Dictionary<string, WebhookMessage> _messages = new(StringComparer.Ordinal);

    public IReadOnlyCollection<Payment> Payments => _payments.Values;

    public IReadOnlyCollection<Reversal> Reversals => _reversals.Values;

    /// <summary>Whether every page was read.</summary>
    public bool IsComplete { get; private init; }

    /// <summary>The payments that were corrected after they were made.</summary>
    public IReadOnlySet<string> Corrected => _reversals.Values.Where(reversal => reversal.Kind == ReversalKind.Correction)
        .Select(reversal => reversal.Target).ToHashSet(StringComparer.Ordinal);

    /// <summary>The message that told a payment.</summary>
    public WebhookMessage MessageOf(Payment payment) => _messages[payment.Source];

    /// <summary>Reads the pages of a time.</summary>
    public static async Task<ProviderFacts> ReadAsync(
        IPaymentFetcher fetcher, PaymentIntake intake, FetchQuery query, int mostPages, CancellationToken ct)
    {
        var facts = new ProviderFacts();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var page = 0; page < mostPages; page++)
        {
            var fetched = await fetcher.ListAsync(query, ct).ConfigureAwait(false);
            foreach (var message in fetched.Messages)
            {
                facts.Add(intake.Read(fetcher.Provider, query.Endpoint, message));
            }

            if (fetched.Next is not { } next)
            {
                return new ProviderFacts(facts) { IsComplete = true };
            }

            query = seen.Add(next)
                ? query with { Cursor = next }
                : throw new PaymentFetchException("The provider's list never ends: a page came again.") { IsFinal = true };
        }

        return facts;
    }

    private ProviderFacts()
    {
    }

    private ProviderFacts(ProviderFacts other) =>
        (_payments, _reversals, _messages) = (other._payments, other._reversals, other._messages);

    private void Add(WebhookReading reading)
    {
        foreach (var fact in reading.Verdict == WebhookVerdict.Accepted ? reading.Facts : [])
        {
            if (fact is Payment payment && _payments.TryAdd(payment.Source, payment))
            {
                _messages[payment.Source] = reading.Message!;
            }
            else if (fact is Reversal reversal && IsOfItsOwn(reversal)
                && (!_reversals.TryGetValue(reversal.Source, out var before)
                    || (reversal.AsOf, reversal.Rank).CompareTo((before.AsOf, before.Rank)) > 0))
            {
                _reversals[reversal.Source] = reversal;
            }
        }
    }

    /// <summary>Whether it says something that nothing else says too.</summary>
    private static bool IsOfItsOwn(Reversal reversal) =>
        reversal.Kind != ReversalKind.RefundTotal && reversal.CandidateDelay == TimeSpan.Zero;
}
