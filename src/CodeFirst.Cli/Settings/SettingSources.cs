namespace CodeFirst.Cli.Settings;

/// <summary>Where settings are looked up that the command line does not give.</summary>
internal sealed class SettingSources(Func<string, string?> environment, SettingsFile? file)
{
    /// <summary>The environment, and the file that the command line or else the environment names.</summary>
    /// <param name="environment">Reads an environment variable.</param>
    /// <param name="path">The file that the command line names.</param>
    /// <param name="names">The settings that there are.</param>
    /// <exception cref="SettingException">The file cannot be used.</exception>
    public static SettingSources Open(Func<string, string?> environment, string? path, IReadOnlyCollection<string> names)
    {
        path ??= environment(VariableOf("config"));
        return new SettingSources(environment, string.IsNullOrEmpty(path) ? null : SettingsFile.Read(path, names));
    }

    /// <summary>The environment variable of a setting. One that is empty counts as not set.</summary>
    public static string VariableOf(string name) => $"CODEFIRST_{name.ToUpperInvariant().Replace('-', '_')}";

    /// <summary>The text of a setting and where it is from; null when nobody set it.</summary>
    public (string Text, string Source)? Find(string name) =>
        environment(VariableOf(name)) is { Length: > 0 } variable ? (variable, VariableOf(name)) : file?.Find(name);
}
