using System.Globalization;
using System.Text;

namespace CodeFirst.Server.Metrics;

/// <summary>The measurements of a metric under one set of labels.</summary>
internal sealed class MetricSeries(MetricKind kind)
{
    // Seconds: from a commit in memory to a long poll.
    private static readonly double[] Bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

    private readonly Lock _gate = new();
    private readonly long[] _buckets = kind == MetricKind.Histogram ? new long[Bounds.Length + 1] : [];
    private double _value;

    public void Record(double value)
    {
        lock (_gate)
        {
            _value = kind == MetricKind.Gauge ? value : _value + value;
            if (kind == MetricKind.Histogram)
            {
                var at = Array.BinarySearch(Bounds, value);
                _buckets[at < 0 ? ~at : at]++;
            }
        }
    }

    public void WriteTo(StringBuilder text, string name, string labels)
    {
        lock (_gate)
        {
            if (kind == MetricKind.Histogram)
            {
                WriteHistogram(text, name, labels);
            }
            else
            {
                Write(text, name, labels, _value);
            }
        }
    }

    private void WriteHistogram(StringBuilder text, string name, string labels)
    {
        var prefix = labels.Length == 0 ? string.Empty : $"{labels},";
        var count = 0L;
        for (var i = 0; i < _buckets.Length; i++)
        {
            count += _buckets[i];
            var bound = i < Bounds.Length ? Bounds[i].ToString(CultureInfo.InvariantCulture) : "+Inf";
            Write(text, $"{name}_bucket", $"{prefix}le=\"{bound}\"", count);
        }

        Write(text, $"{name}_sum", labels, _value);
        Write(text, $"{name}_count", labels, count);
    }

    private static void Write(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0)
        {
            text.Append('{').Append(labels).Append('}');
        }

        text.Append(CultureInfo.InvariantCulture, $" {value}\n");
    }
}
