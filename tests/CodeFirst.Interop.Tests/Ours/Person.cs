namespace CodeFirst.Interop.Tests.Ours;

/// <summary>An argument and result that both SDKs encode.</summary>
public sealed record Person(string Name, DateOnly Born, IReadOnlyList<string> Languages, TimeSpan? Uptime);
