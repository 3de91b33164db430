using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace CodeFirst.Interop.Tests.Protocol;

public sealed class ProtocolTests
{
    [Fact]
    public void Protocol_ComparedWithTheOfficialClients_HasNoDifference()
    {
        var comparison = ProtocolComparison.Of(ProtocolDescriptors.Ours, ProtocolDescriptors.Official);

        Assert.True(comparison.Differences.Count == 0, string.Join('\n', comparison.Differences));
        Assert.True(comparison.Compared > 1_000, $"only {comparison.Compared} declarations were compared");
    }

    [Fact]
    public void Comparison_FieldWithAnotherNumber_NamesIt() =>
        AssertDifference(
            file => Message(file, "Payloads").Field[0].Number = 7,
            "field temporal.api.common.v1.Payloads.payloads: is [repeated temporal.api.common.v1.Payload payloads = 7, json payloads], should be [repeated temporal.api.common.v1.Payload payloads = 1, json payloads]");

    [Fact]
    public void Comparison_FieldWithAnotherLabel_NamesIt() =>
        AssertDifference(
            file => Message(file, "Payloads").Field[0].Label = FieldDescriptorProto.Types.Label.Optional,
            "field temporal.api.common.v1.Payloads.payloads: is [temporal.api.common.v1.Payload payloads = 1, json payloads], should be [repeated temporal.api.common.v1.Payload payloads = 1, json payloads]");

    [Fact]
    public void Comparison_FieldWithAnotherName_NamesIt() =>
        AssertDifference(
            file => Message(file, "WorkflowType").Field[0].Name = "nome",
            "field temporal.api.common.v1.WorkflowType.nome: unknown to the reference");

    [Fact]
    public void Comparison_FieldWithAnotherType_NamesIt() =>
        AssertDifference(
            file => Message(file, "WorkflowType").Field[0].Type = FieldDescriptorProto.Types.Type.Bytes,
            "field temporal.api.common.v1.WorkflowType.name: is [implicit Bytes name = 1, json name], should be [implicit String name = 1, json name]");

    [Fact]
    public void Comparison_UnknownMessage_NamesIt() =>
        AssertDifference(
            file => file.MessageType.Add(new DescriptorProto { Name = "Ours" }),
            "message temporal.api.common.v1.Ours: unknown to the reference");

    [Fact]
    public void Comparison_EnumValueWithAnotherNumber_NamesIt() =>
        AssertDifference(
            file => file.EnumType.Single(type => type.Name == "TimeoutType").Value[1].Number = 9,
            "enum value temporal.api.enums.v1.TimeoutType.TIMEOUT_TYPE_START_TO_CLOSE: is [9], should be [1]",
            "temporal/api/enums/v1/workflow.proto");

    [Fact]
    public void Comparison_MethodWithAnotherRequest_NamesIt() =>
        AssertDifference(
            file => file.Service.Single().Method.Single(method => method.Name == "GetSystemInfo").InputType = ".temporal.api.workflowservice.v1.GetClusterInfoRequest",
            "method temporal.api.workflowservice.v1.WorkflowService.GetSystemInfo: is [temporal.api.workflowservice.v1.GetClusterInfoRequest -> temporal.api.workflowservice.v1.GetSystemInfoResponse], should be [temporal.api.workflowservice.v1.GetSystemInfoRequest -> temporal.api.workflowservice.v1.GetSystemInfoResponse]",
            "temporal/api/workflowservice/v1/service.proto");

    private static DescriptorProto Message(FileDescriptorProto file, string name) => file.MessageType.Single(message => message.Name == name);

    /// <summary>Spoils one of our files and expects exactly this to be told.</summary>
    private static void AssertDifference(Action<FileDescriptorProto> spoil, string difference, string fileName = "temporal/api/common/v1/message.proto")
    {
        var file = ProtocolDescriptors.Ours.Single(candidate => candidate.Name == fileName);
        var spoiled = file.ToProto();
        spoil(spoiled);
        var files = FileDescriptor.BuildFromByteStrings([.. Dependencies(file).Select(dependency => dependency.SerializedData), spoiled.ToByteString()]);

        var comparison = ProtocolComparison.Of([files[^1]], ProtocolDescriptors.Official);

        Assert.Equal([difference], comparison.Differences);
    }

    /// <summary>All files a file needs, each after those it needs itself.</summary>
    private static IEnumerable<FileDescriptor> Dependencies(FileDescriptor file) =>
        file.Dependencies.SelectMany(dependency => Dependencies(dependency).Append(dependency)).DistinctBy(dependency => dependency.Name);
}
