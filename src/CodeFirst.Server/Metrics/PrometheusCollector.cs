using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;

namespace CodeFirst.Server.Metrics;

/// <summary>Gathers what the meter <see cref="ServerMetrics.MeterName"/> measures in this process, and writes it as Prometheus reads it.</summary>
internal sealed class PrometheusCollector : IDisposable
{
    private readonly ConcurrentDictionary<string, MetricFamily> _families = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();
    private readonly Lock _gate = new();

    public PrometheusCollector()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == ServerMetrics.MeterName)
            {
                listener.EnableMeasurementEvents(instrument, _families.GetOrAdd(instrument.Name, static (_, described) => new MetricFamily(described), instrument));
            }
        };
        _listener.SetMeasurementEventCallback<long>(static (_, value, labels, family) => ((MetricFamily)family!).Record(value, labels));
        _listener.SetMeasurementEventCallback<double>(static (_, value, labels, family) => ((MetricFamily)family!).Record(value, labels));
        _listener.Start();
    }

    /// <summary>Everything, in version 0.0.4 of the text format.</summary>
    public string Write()
    {
        var text = new StringBuilder();

        // Gauges are read anew for each reader: two at once would mix theirs.
        lock (_gate)
        {
            foreach (var family in _families.Values)
            {
                family.ForgetGauges();
            }

            _listener.RecordObservableInstruments();
            foreach (var (_, family) in _families.OrderBy(family => family.Key, StringComparer.Ordinal))
            {
                family.WriteTo(text);
            }
        }

        return text.ToString();
    }

    public void Dispose() => _listener.Dispose();
}
