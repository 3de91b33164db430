using Google.Protobuf;

namespace CodeFirst.Engine;

/// <summary>A refused command, as a value.</summary>
/// <param name="Code">The status to answer.</param>
/// <param name="Message">Cause and next step, for people.</param>
/// <param name="Detail">The API's typed error detail, a message of temporal.api.errordetails.v1, or none.</param>
public sealed record Refusal(RefusalCode Code, string Message, IMessage? Detail = null);
