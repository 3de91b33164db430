namespace CodeFirst.Storage.Runs;

/// <summary>Spreads workflow ids over a fixed number of slots. All runs of a workflow id share one, so a commit touches one slot.</summary>
public static class Slots
{
    /// <summary>The number of slots. Stored rows depend on it: it never changes.</summary>
    public const int Count = 1024;

    /// <summary>The slot of a workflow id: FNV-1a over the UTF-8 bytes of both ids, the same on every machine and in every version.</summary>
    public static int Of(string namespaceId, string workflowId)
    {
        const uint prime = 16777619;
        var hash = 2166136261;
        hash = Add(hash, namespaceId);
        hash = (hash ^ 0xFF) * prime;
        hash = Add(hash, workflowId);
        return (int)(hash % Count);

        static uint Add(uint hash, string text)
        {
            Span<byte> utf8 = stackalloc byte[4];
            foreach (var rune in text.EnumerateRunes())
            {
                var length = rune.EncodeToUtf8(utf8);
                for (var i = 0; i < length; i++)
                {
                    hash = (hash ^ utf8[i]) * prime;
                }
            }

            return hash;
        }
    }
}
