using System.Composition;
using CodeFirst.Analyzers.Determinism;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace CodeFirst.Analyzers.Fixes.Determinism;

/// <summary>Fixes CF0002: makes a replayable id.</summary>
[Shared]
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(NoRandomGuidFixer))]
public sealed class NoRandomGuidFixer() : ReplaceExpressionFixer(NoRandomGuidAnalyzer.Id);
