using OpBX.Tenants;

namespace OpBX.Storage;

/// <summary>Words of ENUM columns, read so that an unknown one never makes more available than it should.</summary>
internal static class SqlWords
{
    public static EntityStatus Status(string word) => ConfigurationWords.Status.TryRead(word, out EntityStatus status) ? status : EntityStatus.Inactive;
}
