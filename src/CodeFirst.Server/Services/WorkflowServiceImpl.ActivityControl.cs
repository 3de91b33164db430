using System.Security.Cryptography;
using CodeFirst.Engine.Activities;
using CodeFirst.Protocol.Activity.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using CodeFirst.Server.Runs;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace CodeFirst.Server.Services;

/// <summary>Pausing, unpausing and resetting activities that are under way, and changing their options.</summary>
internal sealed partial class WorkflowServiceImpl
{
    private const int DrawSteps = 1 << 20;

    public override async Task<PauseActivityResponse> PauseActivity(PauseActivityRequest request, ServerCallContext context)
    {
        var host = await FindHostAsync(request.Namespace, request.Execution, context.CancellationToken);
        CheckPause(request.RequestId, request.Identity, request.Reason);
        var activities = request.ActivityCase switch
        {
            PauseActivityRequest.ActivityOneofCase.Id => ById(request.Id),
            PauseActivityRequest.ActivityOneofCase.Type => ByType(request.Type),
            _ => throw NoActivity(),
        };
        var command = new PauseActivity(activities, request.Identity, request.Reason, request.RequestId);
        await host.ExecuteAsync(new RunTarget(request.Execution.RunId), command, context.CancellationToken);
        return new PauseActivityResponse();
    }

    public override async Task<UnpauseActivityResponse> UnpauseActivity(UnpauseActivityRequest request, ServerCallContext context)
    {
        var host = await FindHostAsync(request.Namespace, request.Execution, context.CancellationToken);
        _checks.OptionalId("Identity", request.Identity);
        var activities = request.ActivityCase switch
        {
            UnpauseActivityRequest.ActivityOneofCase.Id => ById(request.Id),
            UnpauseActivityRequest.ActivityOneofCase.Type => ByType(request.Type),
            UnpauseActivityRequest.ActivityOneofCase.UnpauseAll when request.UnpauseAll => default,
            _ => throw NoActivity(),
        };
        var command = new UnpauseActivity(activities, request.ResetAttempts, request.ResetHeartbeat, DrawSpread(request.Jitter));
        await host.ExecuteAsync(new RunTarget(request.Execution.RunId), command, context.CancellationToken);
        return new UnpauseActivityResponse();
    }

    public override async Task<ResetActivityResponse> ResetActivity(ResetActivityRequest request, ServerCallContext context)
    {
        var host = await FindHostAsync(request.Namespace, request.Execution, context.CancellationToken);
        _checks.OptionalId("Identity", request.Identity);
        var activities = request.ActivityCase switch
        {
            ResetActivityRequest.ActivityOneofCase.Id => ById(request.Id),
            ResetActivityRequest.ActivityOneofCase.Type => ByType(request.Type),
            ResetActivityRequest.ActivityOneofCase.MatchAll when request.MatchAll => default,
            _ => throw NoActivity(),
        };
        var spread = DrawSpread(request.Jitter);
        var command = new ResetActivity(activities, request.ResetHeartbeat, request.KeepPaused, request.RestoreOriginalOptions, spread);
        await host.ExecuteAsync(new RunTarget(request.Execution.RunId), command, context.CancellationToken);
        return new ResetActivityResponse();
    }

    public override async Task<UpdateActivityOptionsResponse> UpdateActivityOptions(UpdateActivityOptionsRequest request, ServerCallContext context)
    {
        var host = await FindHostAsync(request.Namespace, request.Execution, context.CancellationToken);
        _checks.OptionalId("Identity", request.Identity);
        var activities = request.ActivityCase switch
        {
            UpdateActivityOptionsRequest.ActivityOneofCase.Id => ById(request.Id),
            UpdateActivityOptionsRequest.ActivityOneofCase.Type => ByType(request.Type),
            UpdateActivityOptionsRequest.ActivityOneofCase.MatchAll when request.MatchAll => default,
            _ => throw NoActivity(),
        };
        var mask = ReadOptionsMask(request);
        var command = new UpdateActivityOptions(activities, request.ActivityOptions, mask);
        var reply = await host.ExecuteAsync(new RunTarget(request.Execution.RunId), command, context.CancellationToken);
        return new UpdateActivityOptionsResponse { ActivityOptions = ((ActivityOptionsUpdated)reply!).Options };
    }

    private ActivitySelector ById(string id)
    {
        _checks.Id("ActivityId", id);
        return new ActivitySelector(Id: id);
    }

    private ActivitySelector ByType(string type)
    {
        _checks.Id("ActivityType", type);
        return new ActivitySelector(Type: type);
    }

    private FieldMask? ReadOptionsMask(UpdateActivityOptionsRequest request)
    {
        var isMasked = request.UpdateMask is { Paths.Count: > 0 };
        if (request.RestoreOriginal)
        {
            return isMasked || request.ActivityOptions is not null
                ? throw RequestChecks.Invalid("ActivityOptions and UpdateMask cannot be set together with RestoreOriginal.")
                : null;
        }

        if (!isMasked || request.ActivityOptions is not { } wanted)
        {
            throw RequestChecks.Invalid("ActivityOptions and UpdateMask are not set on request: they say which options to change.");
        }

        // Some clients name fields as JSON does.
        var mask = new FieldMask { Paths = { request.UpdateMask.Paths.Select(ToSnakeCase) } };
        foreach (var path in mask.Paths)
        {
            if (!FieldMask.IsValid<ActivityOptions>(path) || path.StartsWith("start_delay", StringComparison.Ordinal))
            {
                throw RequestChecks.Invalid($"UpdateMask names '{path}', which is no option of an activity that can be changed.");
            }
        }

        CheckOptions(wanted);
        return mask;
    }

    private void CheckOptions(ActivityOptions options)
    {
        _checks.OptionalId("TaskQueue", options.TaskQueue?.Name ?? string.Empty);
        RequestChecks.NonNegative("ScheduleToCloseTimeout", options.ScheduleToCloseTimeout);
        RequestChecks.NonNegative("ScheduleToStartTimeout", options.ScheduleToStartTimeout);
        RequestChecks.NonNegative("StartToCloseTimeout", options.StartToCloseTimeout);
        RequestChecks.NonNegative("HeartbeatTimeout", options.HeartbeatTimeout);
        RequestChecks.RetryPolicy(options.RetryPolicy);
        RequestChecks.Priority(options.Priority);
    }

    private static string ToSnakeCase(string path) =>
        string.Concat(path.Select(letter => char.IsAsciiLetterUpper(letter) ? $"_{char.ToLowerInvariant(letter)}" : letter.ToString()));

    private static DispatchSpread DrawSpread(Duration? jitter)
    {
        RequestChecks.NonNegative("Jitter", jitter);
        return new DispatchSpread(jitter?.ToTimeSpan() ?? TimeSpan.Zero, (double)RandomNumberGenerator.GetInt32(DrawSteps) / DrawSteps);
    }

    private static RpcException NoActivity() => RequestChecks.Invalid("Activity is not set on request: its id, its type, or that all are meant.");
}
