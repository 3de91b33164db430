using System.CommandLine;

namespace CodeFirst.Cli.Stores;

/// <summary>The <c>--store</c> option of every command that opens a store.</summary>
internal static class StoreOption
{
    /// <param name="fallback">The store when the option is not given; null asks for it.</param>
    public static Option<StoreLocation> Create(StoreLocation? fallback)
    {
        var option = new Option<StoreLocation>("--store")
        {
            Description = "Where to keep data: a PostgreSQL database, a SQLite file, or memory, which is gone when the process ends.",
            HelpName = StoreLocation.Syntax,
            Required = fallback is null,
            CustomParser = result =>
            {
                if (StoreLocation.TryParse(result.Tokens[0].Value, out var location, out var problem))
                {
                    return location;
                }

                result.AddError(problem);
                return null;
            },
        };
        if (fallback is not null)
        {
            option.DefaultValueFactory = _ => fallback;
        }

        return option;
    }
}
