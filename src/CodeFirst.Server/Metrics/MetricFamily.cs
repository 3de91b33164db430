using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace CodeFirst.Server.Metrics;

/// <summary>One metric with its series, one for each set of labels.</summary>
internal sealed class MetricFamily(Instrument instrument)
{
    /// <summary>The most series of a metric: labels hold names that callers choose, and memory is not theirs to fill.</summary>
    internal const int MaxSeries = 10_000;

    private readonly ConcurrentDictionary<string, MetricSeries> _series = new(StringComparer.Ordinal);
    private readonly string _name = instrument.Name;
    private readonly string _description = instrument.Description ?? string.Empty;
    private readonly MetricKind _kind = instrument switch
    {
        Histogram<double> => MetricKind.Histogram,
        { IsObservable: true } => MetricKind.Gauge,
        _ => MetricKind.Counter,
    };

    /// <summary>Adds a measurement. One of a new set of labels is dropped when there are too many.</summary>
    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> labels)
    {
        var key = Format(labels);
        if (!_series.TryGetValue(key, out var series))
        {
            if (_series.Count >= MaxSeries)
            {
                return;
            }

            series = _series.GetOrAdd(key, static (_, kind) => new MetricSeries(kind), _kind);
        }

        series.Record(value);
    }

    /// <summary>Forgets what is observed anew: a task queue that is gone has no backlog.</summary>
    public void ForgetGauges()
    {
        if (_kind == MetricKind.Gauge)
        {
            _series.Clear();
        }
    }

    /// <summary>Writes it, if anything was measured.</summary>
    public void WriteTo(StringBuilder text)
    {
        if (_series.IsEmpty)
        {
            return;
        }

        text.Append(CultureInfo.InvariantCulture, $"# HELP {_name} {_description.Replace("\\", "\\\\", StringComparison.Ordinal).ReplaceLineEndings("\\n")}\n");
        text.Append(CultureInfo.InvariantCulture, $"# TYPE {_name} {Describe(_kind)}\n");
        foreach (var (labels, series) in _series.OrderBy(series => series.Key, StringComparer.Ordinal))
        {
            series.WriteTo(text, _name, labels);
        }
    }

    private static string Describe(MetricKind kind) => kind switch
    {
        MetricKind.Histogram => "histogram",
        MetricKind.Gauge => "gauge",
        _ => "counter",
    };

    private static string Format(ReadOnlySpan<KeyValuePair<string, object?>> labels)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in labels)
        {
            text.Append(text.Length == 0 ? string.Empty : ",").Append(name).Append("=\"");
            foreach (var character in Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty)
            {
                _ = character switch
                {
                    '\\' => text.Append("\\\\"),
                    '"' => text.Append("\\\""),
                    '\n' => text.Append("\\n"),
                    _ => text.Append(character),
                };
            }

            text.Append('"');
        }

        return text.ToString();
    }
}
