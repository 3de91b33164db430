using CodeFirst.Sdk;

namespace CodeFirst.Interop.Tests.Ours;

/// <summary>The contract of an activity of the official worker.</summary>
[Activities(TaskQueue = "official-activities")]
public interface IGreetingActivities
{
    [Activity(StartToCloseTimeout = "00:00:30")]
    Task<string> GreetAsync(string name);
}
