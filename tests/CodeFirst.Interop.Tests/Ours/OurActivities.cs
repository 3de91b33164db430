using CodeFirst.Sdk;

namespace CodeFirst.Interop.Tests.Ours;

[Activities]
public sealed class OurActivities
{
    [Activity(StartToCloseTimeout = "00:00:30")]
    public Task<Person> GrowOlderAsync(Person person, int years) => Task.FromResult(person with { Born = person.Born.AddYears(-years) });

    [Activity(StartToCloseTimeout = "00:00:30")]
    public Task DeclineAsync() => throw new ApplicationFailureException(
        "the card was declined",
        "CardDeclined",
        nonRetryable: true,
        details: ["visa", 42],
        innerException: new InvalidOperationException("limit reached"));
}
