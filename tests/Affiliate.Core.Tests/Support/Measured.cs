using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Affiliate.Core.Tests.Support;

/// <summary>Adds up what the library's counters report of one provider. Tests run side by side, so each has a provider of its own.</summary>
internal sealed class Measured : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, long> _sums = new(StringComparer.Ordinal);

    public Measured(string provider)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Affiliate")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            if (tags.ToArray().Contains(new KeyValuePair<string, object?>("provider", provider)))
            {
                var rest = tags.ToArray().Where(tag => tag.Key != "provider").Select(tag => $" {tag.Value}");
                _sums.AddOrUpdate(instrument.Name + string.Concat(rest), value, (_, sum) => sum + value);
            }
        });
        _listener.Start();
    }

    /// <summary>The sums, as <c>instrument tags: sum</c>, in order.</summary>
    public IEnumerable<string> Sums => _sums.OrderBy(sum => sum.Key, StringComparer.Ordinal).Select(sum => $"{sum.Key}: {sum.Value}");

    public void Dispose() => _listener.Dispose();
}
