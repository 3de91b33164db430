namespace CodeFirst.Engine;

/// <summary>Why a command was refused. The values are the gRPC status codes that the API answers with.</summary>
public enum RefusalCode
{
    /// <summary>The request contradicts the API or the state it names.</summary>
    InvalidArgument = 3,

    /// <summary>The run, task or attempt is gone.</summary>
    NotFound = 5,

    /// <summary>The thing to create exists.</summary>
    AlreadyExists = 6,

    /// <summary>The server does not offer it.</summary>
    PermissionDenied = 7,

    /// <summary>A limit is reached; the same request may succeed later.</summary>
    ResourceExhausted = 8,

    /// <summary>The run is in a state that does not allow it.</summary>
    FailedPrecondition = 9,
}
