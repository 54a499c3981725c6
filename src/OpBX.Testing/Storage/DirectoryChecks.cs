using System.Security.Cryptography;
using System.Text;
using OpBX.Numbers;
using OpBX.Tenants;

namespace OpBX.Storage;

/// <summary>Finding the tenants that a request may mean (rule H5).</summary>
internal static class DirectoryChecks
{
    public static IEnumerable<ConformanceCheck> All()
    {
        yield return Check("domain", "A tenant is found by its domain name without letter case, and by no other name, however similar.", async run =>
        {
            string domain = run.Twins.Domain(Twin.Left);
            await FindsAsync(run, domain, run.Left);
            await FindsAsync(run, domain.ToUpperInvariant(), run.Left);
            await FindsAsync(run, run.Twins.Domain(Twin.Right), run.Right);
            foreach (string other in new[] { "", "%", "_", domain[1..], domain + "x", domain.Replace('_', '%'), domain.Replace("space", "sp\u00E0ce", StringComparison.Ordinal), "' OR '1'='1", "\0", "\uD83D" }) await FindsAsync(run, other);
        });
        yield return Check("uuid", "A tenant is found by the UUID of its domain, and by no other.", async run =>
        {
            await FindsAsync(run, run.Twins.DomainUuid(Twin.Left), run.Left);
            await FindsAsync(run, run.Twins.DomainUuid(Twin.Right).ToUpperInvariant(), run.Right);
            await FindsAsync(run, run.Twins.DomainUuid(Twin.Left)[..^1]);
        });
        yield return Check("did", "A tenant is found by an active DID; an inactive, unknown or empty number finds nobody.", async run =>
        {
            await FindsDidAsync(run, run.Twins.Number(Twin.Left, 1), run.Left);
            await FindsDidAsync(run, run.Twins.Number(Twin.Right, 1), run.Right);
            await FindsDidAsync(run, run.Twins.Number(Twin.Left, 5));
            await FindsDidAsync(run, run.Twins.Number(Twin.Left, 9));
            Expect.SameItems([], (await run.Storage.Directory.FindByDidAsync(default, run.Cancellation)).Select(static found => found.Tenant), "the tenants that no number finds");
        });
        yield return Check("key-hash", "A tenant is found by the hash of its key and of the key before; any other hash finds nobody.", async run =>
        {
            await FindsKeyAsync(run, Hash(run.Twins.RequestsKey(Twin.Left)), run.Left);
            await FindsKeyAsync(run, Hash(run.Twins.PreviousKey(Twin.Left)), run.Left);
            await FindsKeyAsync(run, Hash(run.Twins.RequestsKey(Twin.Right)), run.Right);
            await FindsKeyAsync(run, Hash("a key that nobody has"));
            await FindsKeyAsync(run, new byte[32]);
            await FindsKeyAsync(run, default);
            await FindsKeyAsync(run, Hash(run.Twins.RequestsKey(Twin.Left)).AsMemory(0, 31));
        });
        yield return Check("credential", "The credential has the hashes of the keys and the domain name; an unknown tenant has none.", async run =>
        {
            foreach (Twin twin in Enum.GetValues<Twin>())
            {
                TenantCredential credential = await CredentialAsync(run, run.Twins[twin].Organization.Id);
                Expect.Same(run.Twins[twin].Organization.Id, credential.Tenant, "the tenant of the credential");
                Expect.Same(run.Twins.Domain(twin), credential.DomainName, "the domain name of the credential");
                Expect.That(credential.KeyHash.Span.SequenceEqual(Hash(run.Twins.RequestsKey(twin))), "KeyHash must be the SHA-256 of the requests key");
                Expect.That(credential.PreviousKeyHash.Span.SequenceEqual(Hash(run.Twins.PreviousKey(twin))), "PreviousKeyHash must be what settings.previous_key_hash says");
                Expect.Same(new DateTimeOffset(2099, 1, 1, 0, 0, 0, TimeSpan.Zero), credential.PreviousKeyUntil, "PreviousKeyUntil");
                Expect.That(credential.CdrKeyHash.IsEmpty, "CdrKeyHash must be empty without settings.cdr_key");
            }
            foreach (long nobody in new[] { 0, -1, long.MaxValue, run.Twins.Id(Twin.Left, 40_000) })
                Expect.That(await run.Storage.Directory.FindAsync(new TenantId(nobody), run.Cancellation) is null, $"FindAsync of tenant {nobody} must give null");
        });
        yield return Check("credential-has-no-secret", "A credential names its tenant only when it is printed (rule H8).", async run =>
        {
            TenantCredential credential = await CredentialAsync(run, run.Left);
            string text = credential.ToString();
            foreach (string secret in new[] { run.Twins.RequestsKey(Twin.Left), run.Twins.PreviousKey(Twin.Left), Convert.ToHexString(credential.KeyHash.Span), run.Twins.Domain(Twin.Left) })
                Expect.That(!text.Contains(secret, StringComparison.OrdinalIgnoreCase), "ToString of a credential must hold neither key, hash nor domain");
        });
        yield return Check("short-key", "A stored key under 16 characters never authenticates: no hash, and nobody is found by it.", async run =>
        {
            await run.ImportAsync(WithSettings(run, run.Twins.Left.CloudonixSettings! with { DomainRequestsApiKey = "fifteen-letters", Settings = JsonSettings.Empty }));
            TenantCredential credential = await CredentialAsync(run, run.Left);
            Expect.That(credential.KeyHash.IsEmpty, "KeyHash of a key of 15 characters must be empty");
            Expect.That(credential.PreviousKeyHash.IsEmpty && credential.PreviousKeyUntil is null, "without settings there is no previous key");
            await FindsKeyAsync(run, Hash("fifteen-letters"));
        });
        yield return Check("several-claimants", "A domain that several tenants claim gives all of them: whoever asks compares the keys (rule H5).", async run =>
        {
            await run.ImportAsync(WithSettings(run, run.Twins.Left.CloudonixSettings! with { DomainName = run.Twins.Domain(Twin.Right).ToUpperInvariant() }));
            await FindsAsync(run, run.Twins.Domain(Twin.Right), run.Left, run.Right);
            await FindsAsync(run, run.Twins.Domain(Twin.Left));
        });
        yield return Check("same-key", "Two tenants with the same key are both found by it.", async run =>
        {
            await run.ImportAsync(WithSettings(run, run.Twins.Left.CloudonixSettings! with { DomainRequestsApiKey = run.Twins.RequestsKey(Twin.Right) }));
            await FindsKeyAsync(run, Hash(run.Twins.RequestsKey(Twin.Right)), run.Left, run.Right);
        });
        foreach (OrganizationStatus status in new[] { OrganizationStatus.Suspended, OrganizationStatus.Deleted })
        {
            yield return Check($"{status.ToString().ToLowerInvariant()}-tenant", "A suspended or deleted tenant is still found: its calls are rejected with its own rules (rule T2).", async run =>
            {
                Organization organization = run.Twins.Left.Organization with { Status = status, DeletedAt = status == OrganizationStatus.Deleted ? TwinConfiguration.Instant : null };
                await run.ImportAsync(run.Twins.Left with { Organization = organization });
                await FindsAsync(run, run.Twins.Domain(Twin.Left), run.Left);
                await FindsDidAsync(run, run.Twins.Number(Twin.Left, 1), run.Left);
                await FindsKeyAsync(run, Hash(run.Twins.RequestsKey(Twin.Left)), run.Left);
                Expect.That(await run.Storage.Tenants.LoadAsync(run.Left, run.Cancellation) is not null, "LoadAsync must give a tenant of any status");
            });
        }
        yield return Check("without-settings", "A tenant without a domain is found by its DIDs and by nothing else, and nothing authenticates.", async run =>
        {
            await run.ImportAsync(WithSettings(run, null));
            await FindsAsync(run, run.Twins.Domain(Twin.Left));
            await FindsKeyAsync(run, Hash(run.Twins.RequestsKey(Twin.Left)));
            await FindsDidAsync(run, run.Twins.Number(Twin.Left, 1), run.Left);
            Expect.That((await CredentialAsync(run, run.Left)).KeyHash.IsEmpty, "KeyHash of a tenant without a domain must be empty");
        });
        yield return Check("cancellation", "A cancelled token ends every look-up with OperationCanceledException.", async run =>
        {
            await run.CancelledAsync("FindByDomainAsync", async token => await run.Storage.Directory.FindByDomainAsync(run.Twins.Domain(Twin.Left), token));
            await run.CancelledAsync("FindByDidAsync", async token => await run.Storage.Directory.FindByDidAsync(PhoneNumber.Parse(run.Twins.Number(Twin.Left, 1)), token));
            await run.CancelledAsync("FindByKeyHashAsync", async token => await run.Storage.Directory.FindByKeyHashAsync(Hash(run.Twins.RequestsKey(Twin.Left)), token));
            await run.CancelledAsync("FindAsync", async token => await run.Storage.Directory.FindAsync(run.Left, token));
        });
    }

    private static ConformanceCheck Check(string name, string rule, Func<StorageRun, Task> body) => new("directory." + name, rule, async run =>
    {
        await run.ImportAsync();
        await body(run);
    });

    private static TenantConfiguration WithSettings(StorageRun run, CloudonixSettings? settings) => run.Twins.Left with { CloudonixSettings = settings };

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    private static async Task<TenantCredential> CredentialAsync(StorageRun run, TenantId tenant)
        => await run.Storage.Directory.FindAsync(tenant, run.Cancellation) ?? throw new ConformanceException($"FindAsync of tenant {tenant} must give its credential; it gave null.");

    private static async Task FindsAsync(StorageRun run, string domain, params TenantId[] expected)
        => Same(expected, await run.Storage.Directory.FindByDomainAsync(domain, run.Cancellation), $"the domain '{domain}'");

    private static async Task FindsDidAsync(StorageRun run, string number, params TenantId[] expected)
        => Same(expected, await run.Storage.Directory.FindByDidAsync(PhoneNumber.Parse(number), run.Cancellation), $"the number {number}");

    private static async Task FindsKeyAsync(StorageRun run, ReadOnlyMemory<byte> hash, params TenantId[] expected)
        => Same(expected, await run.Storage.Directory.FindByKeyHashAsync(hash, run.Cancellation), "the hash of a key");

    private static void Same(TenantId[] expected, IReadOnlyList<TenantCredential> found, string what)
        => Expect.SameItems(expected.Select(static tenant => tenant.Value).Order(), found.Select(static credential => credential.Tenant.Value).Order(), "the tenants that are found by " + what);
}
