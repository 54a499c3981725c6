namespace OpBX.Storage;

/// <summary>The storage conformance suite on the reference implementation.</summary>
public sealed class InMemoryConformanceTests
{
    public static TheoryData<string> Names => [.. StorageConformance.Checks.Select(static check => check.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public Task Memory_does_what_every_storage_must(string name)
        => StorageConformance.Get(name).RunAsync(new InMemoryUnderTest(), CancellationToken.None);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(20261122)]
    public Task Memory_holds_what_the_model_says(int seed)
        => StorageSequence.RunAsync(new InMemoryUnderTest(), seed, steps: 200, space: 7, CancellationToken.None);
}
