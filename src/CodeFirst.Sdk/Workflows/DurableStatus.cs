namespace CodeFirst.Sdk;

internal enum DurableStatus : byte
{
    Pending = 0,
    Succeeded = 1,
    Failed = 2,
}
