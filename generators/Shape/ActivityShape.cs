using System.Globalization;
using Microsoft.CodeAnalysis;

namespace CodeFirst.Shape;

/// <summary>An [Activity] method as its attribute describes it, and what is wrong with it.</summary>
internal sealed class ActivityShape
{
    private readonly List<string> _reasons = [];

    public ActivityShape(AttributedMember member)
    {
        Member = member;
        StartToClose = Duration("StartToCloseTimeout");
        ScheduleToClose = Duration("ScheduleToCloseTimeout");
        ScheduleToStart = Duration("ScheduleToStartTimeout");
        Heartbeat = Duration("HeartbeatTimeout");
        MaximumAttempts = member.Attribute.Named<int>("MaximumAttempts");
        Check();
    }

    public AttributedMember Member { get; }

    public IMethodSymbol Method => (IMethodSymbol)Member.Member;

    public TimeSpan? StartToClose { get; }

    public TimeSpan? ScheduleToClose { get; }

    public TimeSpan? ScheduleToStart { get; }

    public TimeSpan? Heartbeat { get; }

    /// <summary>0 for no limit.</summary>
    public int MaximumAttempts { get; }

    /// <summary>Whether the method is awaited.</summary>
    public bool IsAsynchronous => Method.ReturnType.IsTask();

    /// <summary>What it gives; null for nothing.</summary>
    public ITypeSymbol? Result => Method.ReturnsVoid ? null
        : !IsAsynchronous ? Method.ReturnType
        : Method.ReturnType.ResultType();

    /// <summary>What is wrong and what to do; empty for a valid activity.</summary>
    public IReadOnlyList<string> Reasons => _reasons;

    private void Check()
    {
        if (MethodChecks.WhyNotEncodable(Method, tokenAllowed: true) is { } reason)
        {
            _reasons.Add(reason);
        }
        else if (Method.ReturnType.IsDurable())
        {
            _reasons.Add("must not return Durable, which is for workflow code; return Task");
        }
        else if (Method is { ReturnsVoid: true, IsAsync: true })
        {
            _reasons.Add("must not be async void, which cannot be followed; return Task");
        }
        else if (Result is { } result && (!MethodChecks.IsEncodable(result) || result.IsTask()))
        {
            _reasons.Add($"must not return '{result.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)}', which cannot be sent as a payload; return plain data");
        }

        if (string.IsNullOrWhiteSpace(Member.Name))
        {
            _reasons.Add("must not have an empty name; give one or leave it out");
        }

        if (MaximumAttempts < 0)
        {
            _reasons.Add("must not have MaximumAttempts below 0; write 0 for no limit");
        }
    }

    private TimeSpan? Duration(string property)
    {
        if (Member.Attribute.Named<string>(property) is not { } text)
        {
            return null;
        }

        // A number alone would be days, and whoever writes "30" means seconds.
        if (text.IndexOf(':') >= 0 && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var duration) && duration > TimeSpan.Zero)
        {
            return duration;
        }

        _reasons.Add($"has the {property} '{text}', which is no positive duration; write hours, minutes and seconds such as \"00:00:30\"");
        return null;
    }
}
