using CodeFirst.Protocol.Activity.V1;
using Google.Protobuf.WellKnownTypes;

namespace CodeFirst.Engine.Activities;

/// <summary>Changes the options of activities, or brings back those that the workflow set.</summary>
/// <param name="Activities">Which.</param>
/// <param name="Options">The options to change.</param>
/// <param name="Mask">Names them; null to bring the original ones back.</param>
public sealed record UpdateActivityOptions(ActivitySelector Activities, ActivityOptions? Options, FieldMask? Mask) : RunCommand;
