namespace Affiliate;

/// <summary>What a payment that the host reports must be.</summary>
internal static class PaymentRules
{
    /// <exception cref="ArgumentException">The payment cannot be recorded; the message says why.</exception>
    public static void Check(Payment payment, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(payment);
        CheckTime(payment.OccurredAt, now, nameof(payment.OccurredAt));
        CheckName(payment.Source, nameof(payment.Source));
        CheckName(payment.SubscriptionReference ?? "-", nameof(payment.SubscriptionReference));
        CheckName(payment.CustomerReference ?? "-", nameof(payment.CustomerReference));
        CheckName(payment.ProductId ?? "-", nameof(payment.ProductId));
        CheckName(payment.PaymentFingerprint ?? "-", nameof(payment.PaymentFingerprint));
        foreach (var alias in payment.Aliases)
        {
            CheckName(alias, nameof(payment.Aliases));
        }

        CheckAmount(payment.Amount);
        CheckAmount(payment.Gross ?? payment.Amount);
        CheckAmount(payment.Charged ?? payment.Amount);
        CheckAmount(payment.Fee ?? payment.Amount);
        if ((payment.Gross ?? payment.Amount).Currency != payment.Amount.Currency
            || (payment.Fee ?? payment.Amount).Currency != payment.Amount.Currency)
        {
            throw new ArgumentException("Amount, gross amount and fee have different currencies.", nameof(payment));
        }

        var least = payment.Provider == Payment.HostProvider ? 0 : -Money.MaxMinorUnits;
        if (payment.Lines.Count > SaleLines.MaxCount || payment.Lines.Any(line => line.AmountMinorUnits < least
            || line.AmountMinorUnits > Money.MaxMinorUnits || line.Quantity < 0
            || line.ProductId?.Length > Payment.MaxReferenceLength || line.PriceId?.Length > Payment.MaxReferenceLength))
        {
            throw new ArgumentException("A payment has at most 200 lines, each with an amount and a quantity from 0.", nameof(payment));
        }

        if (payment.Metadata.Count > 20 || payment.Metadata.Any(item => item.Key.Length is 0 or > 40 || item.Value.Length > 200)
            || payment.SubscriptionInterval?.Length > 32 || payment.ReviewReason?.Length > 32)
        {
            throw new ArgumentException("Metadata, interval or review reason are too long.", nameof(payment));
        }

        CheckProvider(payment.Provider);
    }

    /// <exception cref="ArgumentException">The reversal cannot be recorded; the message says why.</exception>
    public static void Check(Reversal reversal)
    {
        ArgumentNullException.ThrowIfNull(reversal);
        CheckName(reversal.Source, nameof(reversal.Source));
        CheckName(reversal.Target, nameof(reversal.Target));
        CheckName(reversal.Reason ?? "-", nameof(reversal.Reason));
        if (reversal.Currency is { } currency && !Currencies.IsKnown(currency))
        {
            throw new ArgumentException($"'{currency}' is no currency.", nameof(reversal));
        }

        foreach (var amount in new[] { reversal.Gross, reversal.Base }.OfType<Money>())
        {
            CheckAmount(amount);
        }

        CheckProvider(reversal.Provider);
    }

    private static void CheckProvider(string provider)
    {
        if (provider.Length is 0 or > 32 || provider.AsSpan().ContainsAnyExceptInRange('a', 'z'))
        {
            throw new ArgumentException($"Provider '{provider}' must be 1 to 32 lower-case letters.", nameof(provider));
        }
    }

    public static void CheckName(string text, string name)
    {
        if (string.IsNullOrWhiteSpace(text) || text.Length > Payment.MaxReferenceLength || text.Any(char.IsControl))
        {
            throw new ArgumentException(
                $"{name} must have 1 to {Payment.MaxReferenceLength} characters and no control characters.", name);
        }
    }

    /// <exception cref="ArgumentException">The time is still to come.</exception>
    public static void CheckTime(DateTimeOffset? at, DateTimeOffset now, string name)
    {
        if (at - now > Clock.Skew)
        {
            throw new ArgumentException($"{name} is more than {Clock.Skew.TotalMinutes} minutes from now.", name);
        }
    }

    private static void CheckAmount(Money amount)
    {
        if (amount.Currency is null)
        {
            throw new ArgumentException("The payment has no amount.", nameof(amount));
        }

        if (amount.MinorUnits is < 0 or > Money.MaxMinorUnits)
        {
            throw new ArgumentException(
                $"The amount {amount.MinorUnits} is outside 0 to {Money.MaxMinorUnits} minor units.", nameof(amount));
        }
    }
}
