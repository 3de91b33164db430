using System.Globalization;
using CodeFirst.Generators.Models;

namespace CodeFirst.Generators.Emit;

/// <summary>Writes the stub by which workflow code calls activities.</summary>
internal static class StubEmitter
{
    public static string Emit(StubModel model)
    {
        var writer = new SourceWriter();
        writer.OpenScope(model.Type);
        writer.Summary($"Calls the activities of <c>{model.Type.Path}</c> from workflow code.");
        writer.Lines("""/// <param name="options">Go over what the activities' attributes say. Default: nothing.</param>""");
        writer.MarkGenerated();
        writer.Open($"{model.Type.Accessibility} sealed partial class {model.Stem}Stub(global::CodeFirst.Sdk.ActivityOptions? options = null)");
        foreach (var activity in model.Activities)
        {
            EmitDefaults(writer, model, activity);
        }

        writer.Lines("private readonly global::CodeFirst.Sdk.ActivityOptions? _options = options;");
        foreach (var activity in model.Activities)
        {
            writer.Gap();
            EmitCall(writer, activity);
        }

        return writer.Finish();
    }

    private static void EmitDefaults(SourceWriter writer, StubModel model, ActivityModel activity)
    {
        var settings = new List<string>();
        if (model.TaskQueue is not null)
        {
            settings.Add($"TaskQueue = {Literal.Quote(model.TaskQueue)},");
        }

        AddDuration("StartToCloseTimeout", activity.StartToClose);
        AddDuration("ScheduleToCloseTimeout", activity.ScheduleToClose);
        AddDuration("ScheduleToStartTimeout", activity.ScheduleToStart);
        AddDuration("HeartbeatTimeout", activity.Heartbeat);
        if (activity.MaximumAttempts > 0)
        {
            settings.Add($"RetryPolicy = new() {{ MaximumAttempts = {activity.MaximumAttempts.ToString(CultureInfo.InvariantCulture)} }},");
        }

        var declaration = $"private static readonly global::CodeFirst.Sdk.ActivityOptions {Defaults(activity)} = new()";
        if (settings.Count == 0)
        {
            writer.Lines(declaration + ";");
        }
        else
        {
            writer.Open(declaration);
            settings.ForEach(writer.Lines);
            writer.Close(";");
        }

        writer.Gap();

        void AddDuration(string property, long ticks)
        {
            if (ticks > 0)
            {
                settings.Add($"{property} = {Literal.Duration(ticks)},");
            }
        }
    }

    private static void EmitCall(SourceWriter writer, ActivityModel activity)
    {
        var options = ParameterText.Free("options", activity.Parameters);
        var token = ParameterText.Free("cancellationToken", activity.Parameters);
        var declared = ParameterText.Declare(
            activity.Parameters,
            $"global::CodeFirst.Sdk.ActivityOptions? {options} = null",
            $"global::System.Threading.CancellationToken? {token} = null");
        var result = activity.Result is null ? "" : $"<{activity.Result}>";
        writer.Summary($"Schedules the activity <c>{Literal.Documentation(activity.Name)}</c>.");
        writer.Lines($"""
            public global::CodeFirst.Sdk.Durable{result} {activity.StubMethod}({declared}) =>
                global::CodeFirst.Sdk.Runtime.StubCalls.ExecuteActivityAsync{result}({Literal.Quote(activity.Name)}, {Defaults(activity)}, this._options, {options}, {ParameterText.Encode(activity.Parameters, "global::CodeFirst.Sdk.Runtime.StubCalls.ToPayload")}, {token});
            """);
    }

    private static string Defaults(ActivityModel activity) => Shape.Names.WithoutAsync(activity.StubMethod) + "Defaults";
}
