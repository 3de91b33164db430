namespace CodeFirst.Sdk.Converters;

/// <summary>How values and exceptions travel. Clients and workers that talk to each other use the same one.</summary>
public sealed record DataConverter
{
    /// <summary>System.Text.Json with its default options and public fields, and failures with readable messages.</summary>
    public static DataConverter Default { get; } = new();

    /// <summary>For values. Default: <see cref="Converters.PayloadConverter"/>.</summary>
    public IPayloadConverter PayloadConverter { get; init; } = Converters.PayloadConverter.Default;

    /// <summary>For exceptions. Default: <see cref="Converters.FailureConverter"/>.</summary>
    public IFailureConverter FailureConverter { get; init; } = Converters.FailureConverter.Default;
}
