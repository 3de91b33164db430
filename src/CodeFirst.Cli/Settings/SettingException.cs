namespace CodeFirst.Cli.Settings;

/// <summary>A setting cannot be used; the message names where it was written.</summary>
internal sealed class SettingException(string message) : Exception(message);
