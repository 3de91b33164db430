namespace CodeFirst.Server.Metrics;

/// <summary>How the measurements of a metric become one number, or several.</summary>
internal enum MetricKind
{
    /// <summary>Their sum.</summary>
    Counter,

    /// <summary>The last.</summary>
    Gauge,

    /// <summary>How many were at most so large, for some sizes.</summary>
    Histogram,
}
