using OpBX.Extensions;
using OpBX.Routing;
using OpBX.State;
using OpBX.Tenants;

namespace OpBX.Core.Tests.State;

public sealed class SnapshotCopyFormatTests
{
    [Fact]
    public void A_copy_gives_a_snapshot_with_the_hash_of_the_key_and_without_the_key()
    {
        TenantConfiguration configuration = Configuration();

        TenantSnapshot? snapshot = SnapshotCopyFormat.Read(SnapshotCopyFormat.Write(configuration), RoutingCatalog.Default, out int faults);

        snapshot.Should().NotBeNull($"{faults} faults: {string.Join("; ", Faults(configuration))}");
        snapshot!.KeyHash.Should().Equal(TenantSnapshot.Build(configuration).KeyHash).And.HaveCount(32);
        (snapshot.Version, snapshot.DomainName).Should().Be((7, "small.example.test"));
        snapshot.TryGetExtension(11, out Extension? whole).Should().BeTrue();
        whole!.IsActive.Should().BeTrue();
        snapshot.TryGetExtension(12, out Extension? crippled).Should().BeTrue();
        crippled!.IsActive.Should().BeFalse("its assistant needs a password that the copy has not");
    }

    [Fact]
    public void Bytes_that_are_no_copy_give_nothing()
    {
        byte[] good = SnapshotCopyFormat.Write(Configuration());
        byte[][] bad = [[], [1, 2, 3], good[..^5], SnapshotCopyFormat.Pack("{}"u8), SnapshotCopyFormat.Pack("[1]"u8), SnapshotCopyFormat.Pack("""{"key_hash":"!","tenant":{}}"""u8)];
        foreach (byte[] bytes in bad) SnapshotCopyFormat.Read(bytes, RoutingCatalog.Default, out _).Should().BeNull();
        foreach (byte[] bytes in (byte[][])[[], [1], "{}"u8.ToArray(), "[{}]"u8.ToArray(), "[1]"u8.ToArray()]) CredentialCopyFormat.Read(bytes).Should().BeNull();
    }

    private static IEnumerable<string> Faults(TenantConfiguration configuration)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        TenantDocument.Write(SnapshotCopyFormat.WithoutSecrets(configuration), buffer);
        return TenantDocument.Parse(buffer.WrittenSpan).Faults.Select(static fault => fault.ToString());
    }

    private static TenantConfiguration Configuration() => new()
    {
        Version = 7,
        Organization = new Organization { Id = new TenantId(3), Name = "Small", Slug = "small" },
        CloudonixSettings = new CloudonixSettings { DomainName = "small.example.test", DomainRequestsApiKey = "a-key-of-more-than-sixteen-characters", DomainApiKey = "x" },
        Users = [new User { Id = 5, Name = "Ann", Email = "ann@example.test", Password = "p" }],
        Extensions =
        [
            // Two of one number: a document must not say that, a database may.
            new Extension { Id = 13, ExtensionNumber = "1001", Status = EntityStatus.Inactive },
            new Extension { Id = 11, UserId = 5, ExtensionNumber = "1001", Password = "sip" },
            new Extension
            {
                Id = 12, ExtensionNumber = "1002", Type = ExtensionType.AiAssistant,
                ServiceParams = JsonSettings.Parse("""{"provider":"x","agent_id":"7","nested":[{"Password":"p"}]}"""),
            },
        ],
    };
}
