namespace CodeFirst.EndToEnd.Tests.Native;

/// <summary>Tests that share the native server.</summary>
[CollectionDefinition]
public sealed class NativeCollection : ICollectionFixture<NativeServer>;
