using OpBX.Numbers;

namespace OpBX.Storage;

/// <summary>The reference implementation, empty, as hosts make it.</summary>
internal sealed class InMemoryUnderTest : IStorageUnderTest
{
    public IOpBXStorage Storage { get; } = new InMemoryOpBXStorage(NumberNormalizer.Default);
}
