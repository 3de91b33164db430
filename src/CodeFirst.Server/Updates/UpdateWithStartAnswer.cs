using CodeFirst.Server.Runs;

namespace CodeFirst.Server.Updates;

/// <summary>What became of an update-with-start whose start succeeded.</summary>
/// <param name="Start">The run, started or found.</param>
/// <param name="Update">The update, or null with an error.</param>
/// <param name="UpdateError">Why the update failed.</param>
internal sealed record UpdateWithStartAnswer(StartAnswer Start, UpdateAnswer? Update, Grpc.Core.RpcException? UpdateError);
