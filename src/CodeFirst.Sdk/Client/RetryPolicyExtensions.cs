using Google.Protobuf.WellKnownTypes;
using ProtocolRetryPolicy = CodeFirst.Protocol.Common.V1.RetryPolicy;

namespace CodeFirst.Sdk.Client;

internal static class RetryPolicyExtensions
{
    public static ProtocolRetryPolicy ToProtocol(this RetryPolicy policy) => new()
    {
        InitialInterval = policy.InitialInterval.ToDuration(),
        BackoffCoefficient = policy.BackoffCoefficient,
        MaximumInterval = policy.MaximumInterval?.ToDuration(),
        MaximumAttempts = policy.MaximumAttempts,
        NonRetryableErrorTypes = { policy.NonRetryableErrorTypes },
    };
}
