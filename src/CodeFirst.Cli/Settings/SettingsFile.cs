using System.CommandLine;
using System.Text.Json;

namespace CodeFirst.Cli.Settings;

/// <summary>A JSON file of settings: one object of texts, their keys the names of the options without dashes.</summary>
internal sealed class SettingsFile
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private readonly string _path;
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);

    private SettingsFile(string path) => _path = path;

    /// <summary>The option that names the file.</summary>
    public static Option<string> CreateOption() => new("--config")
    {
        Description = "A JSON file of settings, such as { \"listen\": \"127.0.0.1:7233\" }. The environment (CODEFIRST_LISTEN and so on) goes before it.",
        HelpName = "FILE",
    };

    /// <exception cref="SettingException">The file cannot be read, is no such object, or has a key that is none of the names.</exception>
    public static SettingsFile Read(string path, IReadOnlyCollection<string> names)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), Strict);
            var file = new SettingsFile(path);
            file.Add(document.RootElement, names);
            return file;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SettingException($"{path} cannot be read: {exception.Message}");
        }
        catch (JsonException exception)
        {
            throw new SettingException($"{path} is no JSON: {exception.Message}");
        }
    }

    /// <summary>The text of a setting and where it is from; null when the file does not set it.</summary>
    public (string Text, string Source)? Find(string name) => _texts.TryGetValue(name, out var text) ? (text, Describe(name)) : null;

    private void Add(JsonElement root, IReadOnlyCollection<string> names)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new SettingException($"{_path} is no JSON object of settings.");
        }

        foreach (var property in root.EnumerateObject())
        {
            if (!names.Contains(property.Name, StringComparer.Ordinal))
            {
                throw new SettingException($"{Describe(property.Name)}: there is no such setting; there are {string.Join(", ", names)}.");
            }

            _texts[property.Name] = property.Value.ValueKind == JsonValueKind.String
                ? property.Value.GetString()!
                : throw new SettingException($"{Describe(property.Name)}: a setting is a text in quotes.");
        }
    }

    private string Describe(string name) => $"{_path}, key '{name}'";
}
