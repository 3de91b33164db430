using CodeFirst.Protocol.Common.V1;
using Google.Protobuf;

namespace CodeFirst.Engine.WorkflowTasks;

/// <summary>
/// The search attribute by which people find runs that do not get on: set once workflow tasks have failed or timed out so often in a row, removed when
/// one completes.
/// </summary>
internal static class ReportedProblems
{
    private const string AttributeName = "TemporalReportedProblems";
    private const int Threshold = 5;

    public static void Add(RunState state, string category, string cause)
    {
        state.WorkflowTaskProblems++;
        if (state.WorkflowTaskProblems < Threshold)
        {
            return;
        }

        var attributes = state.SearchAttributes?.Clone() ?? new SearchAttributes();
        attributes.IndexedFields[AttributeName] = new Payload
        {
            Metadata = { ["encoding"] = ByteString.CopyFromUtf8("json/plain"), ["type"] = ByteString.CopyFromUtf8("KeywordList") },
            Data = ByteString.CopyFromUtf8($"""["category={category}","cause={category}Cause{cause}"]"""),
        };
        state.SearchAttributes = attributes;
    }

    public static void Clear(RunState state)
    {
        state.WorkflowTaskProblems = 0;
        if (state.SearchAttributes?.IndexedFields.ContainsKey(AttributeName) == true)
        {
            var attributes = state.SearchAttributes.Clone();
            attributes.IndexedFields.Remove(AttributeName);
            state.SearchAttributes = attributes.IndexedFields.Count == 0 ? null : attributes;
        }
    }
}
