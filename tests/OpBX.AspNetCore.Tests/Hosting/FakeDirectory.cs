using System.Security.Cryptography;
using System.Text;
using OpBX.Numbers;
using OpBX.Tenants;

namespace OpBX.Hosting;

/// <summary>A few tenants, and whatever fault a test wants.</summary>
internal sealed class FakeDirectory : ITenantDirectory
{
    private readonly List<(string Domain, string? Uuid, string? Did, TenantCredential Credential)> _tenants = [];

    public List<string> Questions { get; } = [];

    /// <summary>What happens before an answer: a fault or a wait.</summary>
    public Func<CancellationToken, Task>? Before { get; set; }

    public static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    public void Add(long id, string domain, string? key, string? uuid = null, string? did = null, string? previous = null, DateTimeOffset? until = null, string? cdrKey = null)
        => _tenants.Add((domain, uuid, did, new TenantCredential
        {
            Tenant = new TenantId(id),
            KeyHash = key is null ? default(ReadOnlyMemory<byte>) : Hash(key),
            PreviousKeyHash = previous is null ? default(ReadOnlyMemory<byte>) : Hash(previous),
            PreviousKeyUntil = until,
            CdrKeyHash = cdrKey is null ? default(ReadOnlyMemory<byte>) : Hash(cdrKey),
            DomainName = domain,
        }));

    public ValueTask<IReadOnlyList<TenantCredential>> FindByDomainAsync(string domain, CancellationToken cancellationToken)
        => Answer("domain:" + domain, t => Same(t.Domain, domain) || Same(t.Uuid, domain), cancellationToken);

    public ValueTask<IReadOnlyList<TenantCredential>> FindByDidAsync(PhoneNumber number, CancellationToken cancellationToken)
        => Answer("did:" + number, t => t.Did == number.Value, cancellationToken);

    public ValueTask<IReadOnlyList<TenantCredential>> FindByKeyHashAsync(ReadOnlyMemory<byte> keyHash, CancellationToken cancellationToken)
        => Answer(
            "key",
            t => t.Credential.KeyHash.Span.SequenceEqual(keyHash.Span) || t.Credential.PreviousKeyHash.Span.SequenceEqual(keyHash.Span),
            cancellationToken);

    public ValueTask<TenantCredential?> FindAsync(TenantId tenant, CancellationToken cancellationToken)
        => new(_tenants.Select(t => t.Credential).FirstOrDefault(c => c.Tenant == tenant));

    private async ValueTask<IReadOnlyList<TenantCredential>> Answer(
        string question, Func<(string Domain, string? Uuid, string? Did, TenantCredential Credential), bool> isMeant, CancellationToken cancellationToken)
    {
        lock (Questions) Questions.Add(question);
        if (Before is not null) await Before(cancellationToken);
        return [.. _tenants.Where(isMeant).Select(t => t.Credential)];
    }

    private static bool Same(string? one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
