using System.Text;
using CodeFirst.Protocol.Common.V1;

namespace CodeFirst.Engine.Tasks;

/// <summary>What the priority of a workflow or an activity is held to.</summary>
public static class Priorities
{
    private const int MaximumFairnessKeyBytes = 64;

    /// <summary>What is wrong with a priority; null when it is sound, or when there is none.</summary>
    public static string? FindFault(Priority? priority) => priority switch
    {
        { PriorityKey: < 0 } => "Priority key can't be negative.",
        { FairnessWeight: < 0 } => "Priority fairness weight can't be negative.",
        { FairnessKey: var key } when Encoding.UTF8.GetByteCount(key) > MaximumFairnessKeyBytes => $"Priority fairness key exceeds the length limit of {MaximumFairnessKeyBytes} bytes.",
        _ => null,
    };
}
