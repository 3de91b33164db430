using Microsoft.CodeAnalysis;

namespace CodeFirst.Shape;

/// <summary>Why a type yields no generated code.</summary>
/// <param name="Id">The rule that reports it.</param>
/// <param name="At">What is wrong; the type itself where that lies in another assembly.</param>
/// <param name="Subject">Its name, for the message.</param>
/// <param name="Reason">What is wrong with it and what to do, for the message.</param>
internal sealed record ShapeProblem(string Id, ISymbol At, string Subject, string Reason);
