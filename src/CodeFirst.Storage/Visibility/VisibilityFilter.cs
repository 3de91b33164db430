using System.Collections.Immutable;
using CodeFirst.Protocol.Enums.V1;

namespace CodeFirst.Storage.Visibility;

/// <summary>
/// A filter as a tree, parsed from the API's query text by the server. Null stands for no filter. Text is compared by its UTF-8 bytes. As in SQL, comparing
/// an absent value is neither true nor false, and neither is its negation: only <see cref="IsNull"/> finds it.
/// <para>
/// The type of a value is its field's: string, long or double for numbers of either kind, bool, <see cref="DateTimeOffset"/>;
/// <see cref="WorkflowExecutionStatus"/> and <see cref="TimeSpan"/> for the columns of these. A field with several values, a list of keywords or the
/// words of a text, is equal to a value when one of them is.
/// </para>
/// </summary>
public abstract record VisibilityFilter
{
    private VisibilityFilter()
    {
    }

    /// <summary>
    /// A search attribute of which everything that matches has one of the values, by which an index may find them all; null when the top of the tree shows none.
    /// </summary>
    public In? FindRequiredAttribute() => this switch
    {
        And and => and.Left.FindRequiredAttribute() ?? and.Right.FindRequiredAttribute(),
        Comparison { Operator: ComparisonOperator.Equal, Field.Column: null } equal => new In(equal.Field, [equal.Value]),
        In { Field.Column: null } among => among,
        _ => null,
    };

    /// <summary>Both hold.</summary>
    public sealed record And(VisibilityFilter Left, VisibilityFilter Right) : VisibilityFilter;

    /// <summary>One of them holds.</summary>
    public sealed record Or(VisibilityFilter Left, VisibilityFilter Right) : VisibilityFilter;

    /// <summary>It does not hold.</summary>
    public sealed record Not(VisibilityFilter Inner) : VisibilityFilter;

    /// <summary>A field compared with a value.</summary>
    public sealed record Comparison(VisibilityField Field, ComparisonOperator Operator, object Value) : VisibilityFilter;

    /// <summary>The field has one of the values.</summary>
    public sealed record In(VisibilityField Field, ImmutableArray<object> Values) : VisibilityFilter;

    /// <summary>The field has no value: a running run's close time.</summary>
    public sealed record IsNull(VisibilityField Field) : VisibilityFilter;
}
