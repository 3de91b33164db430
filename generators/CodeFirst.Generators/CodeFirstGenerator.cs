using System.Text;
using CodeFirst.Generators.Emit;
using CodeFirst.Generators.Models;
using CodeFirst.Generators.Parsing;
using CodeFirst.Shape;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace CodeFirst.Generators;

/// <summary>
/// Compiles [Workflow] and [Activities] types into definitions, typed clients, stubs and their registration. It reports nothing: a type with a wrong shape
/// yields no code, and the analyzers, which make the same checks, say why.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class CodeFirstGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var workflows = Find(context, SdkNames.WorkflowMetadataName, WorkflowParser.Parse, StepNames.Workflows);
        Emit(context, workflows.Select(static (model, _) => model.Definition), StepNames.Definitions, "Definition", static model => model.Type, DefinitionEmitter.Emit);
        Emit(context, workflows.Select(static (model, _) => model.Client), StepNames.Clients, "Client", static model => model.Type, ClientEmitter.Emit);

        var activities = Find(context, SdkNames.ActivitiesMetadataName, ActivitiesParser.Parse, StepNames.Activities);
        Emit(context, activities.Select(static (model, _) => model.Stub), StepNames.Stubs, "Stub", static model => model.Type, StubEmitter.Emit);
        Emit(context, activities.Select(static (model, _) => model.Dispatch), StepNames.Dispatches, "Dispatch", static model => model.Type, DispatchEmitter.Emit);

        var entries = workflows.Select(static (model, _) => Entry(model)).WithTrackingName(StepNames.WorkflowEntries).Collect()
            .Combine(activities.Select(static (model, _) => Entry(model)).WithTrackingName(StepNames.ActivitiesEntries).Collect())
            .Select(static (pair, _) => pair.Left.Concat(pair.Right).ToEquatableArray())
            .WithTrackingName(StepNames.Registration);
        context.RegisterSourceOutput(entries, static (output, all) =>
        {
            if (RegistrationEmitter.Emit(all) is { } text)
            {
                output.AddSource("CodeFirst.Registration.g.cs", SourceText.From(text, Encoding.UTF8));
            }
        });
    }

    private static IncrementalValuesProvider<TModel> Find<TModel>(
        IncrementalGeneratorInitializationContext context, string attribute, Func<INamedTypeSymbol, TModel?> parse, string step)
        where TModel : class =>
        context.SyntaxProvider
            .ForAttributeWithMetadataName(
                attribute,
                static (node, _) => node is TypeDeclarationSyntax,
                (found, _) => parse((INamedTypeSymbol)found.TargetSymbol))
            .WithTrackingName(step)
            .Where(static model => model is not null)
            .Select(static (model, _) => model!);

    private static void Emit<TModel>(
        IncrementalGeneratorInitializationContext context,
        IncrementalValuesProvider<TModel?> models,
        string step,
        string suffix,
        Func<TModel, TypeModel> type,
        Func<TModel, string> emit)
        where TModel : class =>
        context.RegisterSourceOutput(
            models.WithTrackingName(step),
            (output, model) =>
            {
                if (model is not null)
                {
                    output.AddSource($"{type(model).HintName}.{suffix}.g.cs", SourceText.From(emit(model), Encoding.UTF8));
                }
            });

    private static RegistrationEntry Entry(WorkflowModel model) => new(
        model.AssemblyName,
        Workflow: model.Definition?.Type.FullName,
        Client: model.Client is { } client ? client.Type.Sibling(client.Stem + "Client") : null,
        IsPublicClient: model.Client is { Type.IsPublic: true },
        Dispatch: null);

    private static RegistrationEntry Entry(ActivitiesModel model) => new(
        model.AssemblyName,
        Workflow: null,
        Client: null,
        IsPublicClient: false,
        Dispatch: model.Dispatch is { } dispatch
            ? $"global::{(dispatch.Type.Namespace.Length == 0 ? "" : dispatch.Type.Namespace + ".")}{dispatch.FlatName}Dispatch"
            : null);
}
