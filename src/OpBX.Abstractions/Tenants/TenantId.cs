using System.Globalization;

namespace OpBX.Tenants;

/// <summary>
/// Identifies one tenant: the <c>id</c> of its row in <c>organizations</c>. It is always passed explicitly, first, and
/// never taken from an ambient context (rule T1).
/// </summary>
/// <param name="Value">The organization's id, 1 or greater. 0 (the default) names no tenant.</param>
public readonly record struct TenantId(long Value)
{
    /// <inheritdoc />
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
