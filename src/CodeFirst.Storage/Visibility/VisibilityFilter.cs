using System.Collections.Immutable;
using CodeFirst.Protocol.Enums.V1;

namespace CodeFirst.Storage.Visibility;

/// <summary>
/// A filter as a tree, parsed from the API's query text by the server. Null stands for no filter. Text is compared by its UTF-8 bytes. As in SQL, comparing
/// an absent value is neither true nor false, and neither is its negation: only <see cref="IsNull"/> finds it.
/// </summary>
public abstract record VisibilityFilter
{
    private VisibilityFilter()
    {
    }

    /// <summary>Both hold.</summary>
    public sealed record And(VisibilityFilter Left, VisibilityFilter Right) : VisibilityFilter;

    /// <summary>One of them holds.</summary>
    public sealed record Or(VisibilityFilter Left, VisibilityFilter Right) : VisibilityFilter;

    /// <summary>It does not hold.</summary>
    public sealed record Not(VisibilityFilter Inner) : VisibilityFilter;

    /// <summary>A field compared with a value. The value's type is the field's: string, <see cref="DateTimeOffset"/>, or <see cref="WorkflowExecutionStatus"/>.</summary>
    public sealed record Comparison(VisibilityField Field, ComparisonOperator Operator, object Value) : VisibilityFilter;

    /// <summary>The field has one of the values.</summary>
    public sealed record In(VisibilityField Field, ImmutableArray<object> Values) : VisibilityFilter;

    /// <summary>The field has no value: a running run's close time.</summary>
    public sealed record IsNull(VisibilityField Field) : VisibilityFilter;
}
