using System.Globalization;
using CodeFirst.Generators.Models;

namespace CodeFirst.Generators.Emit;

/// <summary>Writes the parameters of generated methods and what is made of them.</summary>
internal static class ParameterText
{
    /// <summary>Declares the user's parameters before the method's own ones.</summary>
    public static string Declare(IReadOnlyList<ParameterModel> parameters, params string[] own)
    {
        // A default value before a required parameter would not compile.
        var firstOptional = parameters.Count;
        while (firstOptional > 0 && parameters[firstOptional - 1].Default is not null)
        {
            firstOptional--;
        }

        return string.Join(", ", parameters.Select((parameter, index) =>
            index < firstOptional ? $"{parameter.Type} {parameter.Name}" : $"{parameter.Type} {parameter.Name} = {parameter.Default}").Concat(own));
    }

    /// <summary>A name for a parameter of ours that none of the user's has.</summary>
    public static string Free(string name, IReadOnlyList<ParameterModel> parameters)
    {
        while (parameters.Any(parameter => parameter.PlainName == name))
        {
            name += "_";
        }

        return name;
    }

    /// <summary>Passes the parameters on as they are.</summary>
    public static string Pass(IReadOnlyList<ParameterModel> parameters, params string[] own) =>
        string.Join(", ", parameters.Select(static parameter => parameter.Name).Concat(own));

    /// <summary>The parameters as a list of payloads.</summary>
    public static string Encode(IReadOnlyList<ParameterModel> parameters, string encoder) =>
        $"[{string.Join(", ", parameters.Select(parameter => $"{encoder}<{parameter.Type}>({parameter.Name})"))}]";

    /// <summary>The payload at an index as the parameter's value.</summary>
    public static string Decode(ParameterModel parameter, int index)
    {
        var position = index.ToString(CultureInfo.InvariantCulture);
        return parameter.Default is null or "default" or "null"
            ? $"arguments.Read<{parameter.Type}>({position})"
            : $"arguments.Read<{parameter.Type}>({position}, {parameter.Default})";
    }

    /// <summary>All payloads as the parameters' values.</summary>
    public static string Decode(IReadOnlyList<ParameterModel> parameters) => string.Join(", ", parameters.Select(Decode));
}
