namespace Affiliate;

/// <summary>Adds up what clicks led to.</summary>
internal sealed class PerformanceSum
{
    private readonly SortedDictionary<string, CurrencyPerformance> _currencies = new(StringComparer.Ordinal);
    private HashSet<CustomerId>? _buyers;
    private long _clicks;
    private long _qualified;
    private long _leads;

    /// <summary>How many different customers bought something.</summary>
    public long Buyers => _buyers?.Count ?? 0;

    public void AddClicks(long all, long qualified)
    {
        _clicks = checked(_clicks + all);
        _qualified = checked(_qualified + qualified);
    }

    public void AddLeads(long count) => _leads = checked(_leads + count);

    public void AddSales(string currency, long count, long minorUnits) => Change(currency, row => checked(row with
    {
        Conversions = row.Conversions + count,
        RevenueMinorUnits = row.RevenueMinorUnits + minorUnits,
    }));

    public void AddCommission(string currency, long minorUnits) => Change(currency, row => checked(row with
    {
        CommissionMinorUnits = row.CommissionMinorUnits + minorUnits,
    }));

    public void AddBuyer(CustomerId? customer)
    {
        if (customer is { } known)
        {
            (_buyers ??= []).Add(known);
        }
    }

    /// <summary>Adds another sum; buyers of both are counted twice, so they are left out.</summary>
    public void Add(Performance other)
    {
        AddClicks(other.Clicks, other.QualifiedClicks);
        AddLeads(other.Leads);
        foreach (var row in other.Currencies)
        {
            AddSales(row.Currency, row.Conversions, row.RevenueMinorUnits);
            AddCommission(row.Currency, row.CommissionMinorUnits);
        }
    }

    public Performance ToPerformance() => new()
    {
        Clicks = _clicks,
        QualifiedClicks = _qualified,
        Leads = _leads,
        Conversions = _currencies.Values.Sum(row => row.Conversions),
        Currencies = [.. _currencies.Values.Where(row => row is not { Conversions: 0, CommissionMinorUnits: 0 })],
    };

    private void Change(string currency, Func<CurrencyPerformance, CurrencyPerformance> change) =>
        _currencies[currency] = change(_currencies.GetValueOrDefault(currency) ?? new CurrencyPerformance(currency, 0, 0, 0));
}
