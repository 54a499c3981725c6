namespace OpBX.Storage;

/// <summary>The storage conformance suite on the reference implementation.</summary>
public sealed class InMemoryConformanceTests
{
    public static TheoryData<string> Names => [.. StorageConformance.Checks.Select(static check => check.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public Task Memory_does_what_every_storage_must(string name)
        => StorageConformance.Get(name).RunAsync(new InMemoryUnderTest(), CancellationToken.None);
}
