namespace CodeFirst.Cli.Settings;

/// <summary>Where settings are looked up that the command line does not give.</summary>
internal sealed class SettingSources(Func<string, string?> environment, SettingsFile? file)
{
    /// <summary>The environment variable of a setting. One that is empty counts as not set.</summary>
    public static string VariableOf(string name) => $"CODEFIRST_{name.ToUpperInvariant().Replace('-', '_')}";

    /// <summary>The text of a setting and where it is from; null when nobody set it.</summary>
    public (string Text, string Source)? Find(string name) =>
        environment(VariableOf(name)) is { Length: > 0 } variable ? (variable, VariableOf(name)) : file?.Find(name);
}
