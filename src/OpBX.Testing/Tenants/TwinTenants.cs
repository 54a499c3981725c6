using System.Globalization;

namespace OpBX.Tenants;

/// <summary>One of two <see cref="TwinTenants"/>.</summary>
public enum Twin
{
    /// <summary>The tenant with the even ids.</summary>
    Left,

    /// <summary>Its neighbour, with the odd ids.</summary>
    Right,
}

/// <summary>
/// Two tenants that are easily mistaken for each other: the same names and extension numbers, ids that alternate, and DIDs,
/// e-mail addresses, slugs, domains and keys that differ in one character. They use every table of the schema, every column
/// and every word, with <see cref="HostileTexts"/> in free texts. Whatever mixes up tenants shows with them.
/// </summary>
/// <remarks>
/// The ids of all tables start at the same number, so that ids of different tables are equal too. Numbers are fictional:
/// <c>+1 555 01…</c>. The same space always gives the same tenants.
/// </remarks>
public sealed class TwinTenants
{
    /// <summary>The greatest number of a space.</summary>
    public const int MaxSpace = 999;

    private readonly int _space;

    private TwinTenants(int space) => _space = space;

    /// <summary>The tenant with the even ids.</summary>
    public TenantConfiguration Left { get; private init; } = null!;

    /// <summary>Its neighbour.</summary>
    public TenantConfiguration Right { get; private init; } = null!;

    /// <summary>Makes the two tenants.</summary>
    /// <param name="space">0 to <see cref="MaxSpace"/>. Tenants of different spaces have no unique value in common, so that many pairs fit into one database.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such space.</exception>
    public static TwinTenants Create(int space = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(space);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(space, MaxSpace);
        var values = new TwinTenants(space);
        return new TwinTenants(space)
        {
            Left = new TwinConfiguration(values, Twin.Left).Build(),
            Right = new TwinConfiguration(values, Twin.Right).Build(),
        };
    }

    /// <summary>One of the two.</summary>
    public TenantConfiguration this[Twin twin] => twin == Twin.Left ? Left : Right;

    /// <summary>The n-th id of a tenant, in any table; that of the neighbour is the next or the one before. Below 100 some are in use.</summary>
    /// <param name="twin">Whose.</param>
    /// <param name="n">0 to 49999; 0 is the tenant itself.</param>
    public long Id(Twin twin, int n) => ((_space + 1) * 100_000L) + (2L * n) + (int)twin;

    /// <summary>The n-th public number of a tenant. 1 to 5 are in use.</summary>
    /// <param name="twin">Whose.</param>
    /// <param name="n">0 to 9.</param>
    public string Number(Twin twin, int n) => string.Create(CultureInfo.InvariantCulture, $"+155501{_space:000}{n % 10}{(int)twin}");

    /// <summary>The n-th e-mail address of a tenant. 1 to 3 are in use.</summary>
    /// <param name="twin">Whose.</param>
    /// <param name="n">Any number.</param>
    public string Email(Twin twin, int n) => string.Create(CultureInfo.InvariantCulture, $"user{n}{Letter(twin)}@space{_space}.example");

    /// <summary>The slug of a tenant. That of the left one, taken as a pattern of SQL's LIKE, matches that of the right one.</summary>
    /// <param name="twin">Whose.</param>
    public string Slug(Twin twin) => string.Create(CultureInfo.InvariantCulture, $"space{_space}{Letter(twin)}twin");

    /// <summary>The domain of a tenant on the platform.</summary>
    /// <param name="twin">Whose.</param>
    public string Domain(Twin twin) => string.Create(CultureInfo.InvariantCulture, $"space{_space}{Letter(twin)}.pbx.example");

    /// <summary>The UUID of a tenant's domain.</summary>
    /// <param name="twin">Whose.</param>
    public string DomainUuid(Twin twin) => string.Create(CultureInfo.InvariantCulture, $"00000000-0000-4000-8000-{_space:00000000000}{(twin == Twin.Left ? 'a' : 'b')}");

    /// <summary>The key with which webhooks of a tenant are authenticated.</summary>
    /// <param name="twin">Whose.</param>
    public string RequestsKey(Twin twin) => string.Create(CultureInfo.InvariantCulture, $"requests-key-of-space-{_space:000}-{(int)twin}");

    /// <summary>The key before the last rotation.</summary>
    /// <param name="twin">Whose.</param>
    public string PreviousKey(Twin twin) => string.Create(CultureInfo.InvariantCulture, $"previous-key-of-space-{_space:000}-{(int)twin}");

    private static char Letter(Twin twin) => twin == Twin.Left ? '_' : '-';
}
