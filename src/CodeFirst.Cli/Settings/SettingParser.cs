using System.Diagnostics.CodeAnalysis;

namespace CodeFirst.Cli.Settings;

/// <summary>Reads the text of a setting.</summary>
/// <param name="text">What was written.</param>
/// <param name="value">What it means.</param>
/// <param name="problem">What is wrong with it, as a sentence.</param>
internal delegate bool SettingParser<T>(string text, [NotNullWhen(true)] out T? value, [NotNullWhen(false)] out string? problem);
