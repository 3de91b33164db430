using System.Buffers;

namespace CodeFirst.Storage.Postgres.Connections;

/// <summary>Namespace ids and run ids: text in the contract, 16 bytes in the rows.</summary>
internal static class Uuid
{
    private static readonly SearchValues<char> UpperCase = SearchValues.Create("ABCDEF");

    /// <summary>False for every text but the one that <see cref="Guid.ToString()"/> gives: an id in another spelling is another id, which does not exist.</summary>
    public static bool TryParse(string text, out Guid id) => Guid.TryParseExact(text, "D", out id) && !text.AsSpan().ContainsAny(UpperCase);

    /// <summary>Reads an id that is to be written.</summary>
    public static Guid Parse(string text) => TryParse(text, out var id) ? id : throw new ArgumentException($"'{text}' is no UUID in lower case.", nameof(text));
}
