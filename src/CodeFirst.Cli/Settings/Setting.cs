using System.CommandLine;
using System.CommandLine.Parsing;

namespace CodeFirst.Cli.Settings;

/// <summary>Something that the command line, the environment or a file may set, in this order of precedence; each knows it by the same name.</summary>
internal sealed class Setting<T>(Option<T> option, SettingParser<T> parser, T fallback)
{
    public Option<T> Option => option;

    /// <summary>The name of the option without its dashes, which is also the key in the file.</summary>
    public string Name => option.Name[2..];

    public static Setting<T> Create(string name, string syntax, string description, SettingParser<T> parser, T fallback)
    {
        var option = new Option<T>($"--{name}")
        {
            Description = description,
            HelpName = syntax,
            CustomParser = result => Parse(result, parser),
        };
        return new Setting<T>(option, parser, fallback);
    }

    /// <exception cref="SettingException">The text in the environment or in the file means nothing.</exception>
    public T Resolve(ParseResult result, SettingSources sources)
    {
        if (result.GetResult(option) is { Implicit: false })
        {
            return result.GetValue(option)!;
        }

        if (sources.Find(Name) is not var (text, source))
        {
            return fallback;
        }

        return parser(text, out var value, out var problem) ? value : throw new SettingException($"{source}: {problem}");
    }

    private static T? Parse(ArgumentResult result, SettingParser<T> parser)
    {
        if (parser(result.Tokens[0].Value, out var value, out var problem))
        {
            return value;
        }

        result.AddError(problem);
        return default;
    }
}
