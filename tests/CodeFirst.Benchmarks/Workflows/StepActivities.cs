namespace CodeFirst.Benchmarks.Workflows;

/// <summary>Steps. Their effects, where somebody counts them, are lines of a file that outlives the process.</summary>
[Activities]
public sealed class StepActivities(EffectLog effects)
{
    [Activity]
    public string Step(string text)
    {
        effects.Add(text);
        return text;
    }
}
