using System.Composition;
using CodeFirst.Analyzers.Determinism;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace CodeFirst.Analyzers.Fixes.Determinism;

/// <summary>Fixes CF0001: reads the workflow's time.</summary>
[Shared]
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(NoWallClockFixer))]
public sealed class NoWallClockFixer() : ReplaceExpressionFixer(NoWallClockAnalyzer.Id);
