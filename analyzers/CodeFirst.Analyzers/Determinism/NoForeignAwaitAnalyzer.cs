using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CodeFirst.Analyzers.Determinism;

/// <summary>
/// CF0003: a method that returns a Durable awaits something that is none. The compiler refuses it too, but only at the end of a build and as a broken
/// constraint; this rule says it while one types, and what to write instead.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class NoForeignAwaitAnalyzer : DiagnosticAnalyzer
{
    /// <summary>The rule's id.</summary>
    public const string Id = "CF0003";

    private static readonly DiagnosticDescriptor Rule = RuleDescriptor.Error(
        Id,
        RuleCategory.Determinism,
        "Workflow code can await only a Durable",
        "'{0}' cannot be awaited in workflow code ({1}): {2}");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rule];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (WorkflowTypes.Resolve(start.Compilation) is not { } types)
            {
                return;
            }

            start.RegisterOperationAction(operation => AnalyzeAwait(operation, types), OperationKind.Await);
            start.RegisterOperationAction(operation => AnalyzeForEach(operation, types), OperationKind.Loop);
            start.RegisterOperationAction(operation => AnalyzeUsing(operation, types), OperationKind.Using, OperationKind.UsingDeclaration);
        });
    }

    private static void AnalyzeAwait(OperationAnalysisContext context, WorkflowTypes types)
    {
        var awaited = ((IAwaitOperation)context.Operation).Operation;
        if (InDurable(context, types) is { } function && awaited.Type is { TypeKind: not TypeKind.Error } type && !types.IsDurableAwaitable(type))
        {
            Report(context, awaited.Syntax.GetLocation(), Display(awaited), function, Remedy(awaited, types));
        }
    }

    private static void AnalyzeForEach(OperationAnalysisContext context, WorkflowTypes types)
    {
        if (context.Operation is IForEachLoopOperation { IsAsynchronous: true } loop
            && InDurable(context, types) is { } function
            && loop.Syntax is CommonForEachStatementSyntax syntax
            && context.Operation.SemanticModel?.GetForEachStatementInfo(syntax).MoveNextMethod is { } moveNext
            && !types.IsDurableAwaitable(moveNext.ReturnType))
        {
            Report(context, syntax.AwaitKeyword.GetLocation(), "await foreach", function, "read the stream in an activity and await its pages");
        }
    }

    private static void AnalyzeUsing(OperationAnalysisContext context, WorkflowTypes types)
    {
        var (isAsynchronous, resources) = context.Operation switch
        {
            IUsingOperation statement => (statement.IsAsynchronous, statement.Resources),
            IUsingDeclarationOperation declaration => (declaration.IsAsynchronous, declaration.DeclarationGroup),
            _ => (false, null),
        };
        if (!isAsynchronous || resources is null || InDurable(context, types) is not { } function)
        {
            return;
        }

        var type = resources is IVariableDeclarationGroupOperation group
            ? group.Declarations.SelectMany(static declaration => declaration.Declarators).FirstOrDefault()?.Symbol.Type
            : resources.Type;
        if (type is null || !DisposesDurably(type, types))
        {
            Report(context, context.Operation.Syntax.GetFirstToken().GetLocation(), "await using", function, "hold resources in an activity");
        }
    }

    private static bool DisposesDurably(ITypeSymbol type, WorkflowTypes types) =>
        type.GetMembers("DisposeAsync").OfType<IMethodSymbol>().Any(method => method.Parameters.IsEmpty && types.IsDurableAwaitable(method.ReturnType));

    /// <summary>The name of the enclosing function when it returns a Durable; null when the await is somebody else's business.</summary>
    private static string? InDurable(OperationAnalysisContext context, WorkflowTypes types)
    {
        for (var operation = context.Operation.Parent; operation is not null; operation = operation.Parent)
        {
            switch (operation)
            {
                case IAnonymousFunctionOperation lambda:
                    return types.IsDurable(lambda.Symbol.ReturnType) ? CallPath.Name(context.ContainingSymbol) : null;
                case ILocalFunctionOperation local:
                    return types.IsDurable(local.Symbol.ReturnType) ? local.Symbol.Name : null;
                default:
                    break;
            }
        }

        return context.ContainingSymbol is IMethodSymbol method && types.IsDurable(method.ReturnType) ? method.Name : null;
    }

    private static void Report(OperationAnalysisContext context, Location location, string display, string function, string remedy) =>
        context.ReportDiagnostic(Diagnostic.Create(Rule, location, display, function, remedy));

    private static string Display(IOperation awaited) => Unwrap(awaited) switch
    {
        IInvocationOperation call => $"{call.TargetMethod.ContainingType.Name}.{call.TargetMethod.Name}",
        { Type.TypeKind: TypeKind.Dynamic } => "dynamic",
        { Type: { } type } => type.ToMinimalDisplayString(awaited.SemanticModel!, awaited.Syntax.SpanStart),
        _ => awaited.Syntax.ToString(),
    };

    private static string Remedy(IOperation awaited, WorkflowTypes types)
    {
        if (Unwrap(awaited) is not IInvocationOperation { TargetMethod: var method })
        {
            return awaited.Type?.TypeKind == TypeKind.Dynamic
                ? "give it the static type Durable"
                : "only a Durable can; move the work into an activity and await its stub";
        }

        if (types.IsActivity(method))
        {
            return $"call it through its stub, '{StubName(method.ContainingType)}.{method.Name}'";
        }

        var declaringType = method.ContainingType.ToDisplayString();
        return (declaringType, method.Name) switch
        {
            ("System.Threading.Tasks.Task", "Delay") => "write 'await Workflow.DelayAsync(...)', a durable timer",
            ("System.Threading.Tasks.Task", "WhenAll") => "write 'await Workflow.WhenAllAsync(...)' over Durables",
            ("System.Threading.Tasks.Task", "WhenAny") => "write 'await Workflow.WhenAnyAsync(...)' over Durables",
            ("System.Threading.Tasks.Task", "Yield") => "delete it; workflow code runs on one queue by itself",
            _ when !method.DeclaringSyntaxReferences.IsEmpty => $"let '{method.Name}' return Durable, or move it into an activity and await its stub",
            _ => "only a Durable can; move the work into an activity and await its stub",
        };
    }

    private static string StubName(INamedTypeSymbol activities)
    {
        var name = activities.Name;
        var isContract = activities.TypeKind == TypeKind.Interface && name.Length > 1 && name[0] == 'I' && char.IsUpper(name[1]);
        return (isContract ? name.Substring(1) : name) + "Stub";
    }

    /// <summary>The call under ConfigureAwait and conversions: the part that a user recognises.</summary>
    private static IOperation Unwrap(IOperation operation) => operation switch
    {
        IConversionOperation conversion => Unwrap(conversion.Operand),
        IInvocationOperation { TargetMethod.Name: "ConfigureAwait", Instance: { } instance } => Unwrap(instance),
        _ => operation,
    };
}
