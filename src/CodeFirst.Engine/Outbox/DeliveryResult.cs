namespace CodeFirst.Engine.Outbox;

/// <summary>What became of a message to another run. What may succeed later is no result: the message is sent again.</summary>
public enum DeliveryResult
{
    /// <summary>The other run has it.</summary>
    Delivered = 1,

    /// <summary>There is no such run, it is closed, or it is not the child that was meant.</summary>
    NotFound = 2,

    /// <summary>The workflow to start runs already, or its id may not be used again.</summary>
    AlreadyExists = 3,

    /// <summary>The namespace does not exist.</summary>
    NamespaceNotFound = 4,

    /// <summary>The other run takes no more signals.</summary>
    LimitReached = 5,
}
