using System.Text;

namespace OpBX.Tenants;

/// <summary>What a user may do (rule T3): the schema's <c>role</c> column.</summary>
public enum UserRole
{
    /// <summary>May administer everything, the organization included.</summary>
    Owner,

    /// <summary>May administer the PBX.</summary>
    PbxAdmin,

    /// <summary>Sees its own extension and calls.</summary>
    PbxUser,

    /// <summary>Reads records.</summary>
    Reporter,
}

/// <summary>Account status of a user.</summary>
public enum UserStatus
{
    /// <summary>The account may be used.</summary>
    Active,

    /// <summary>The account is switched off.</summary>
    Inactive,

    /// <summary>The account is blocked.</summary>
    Suspended,
}

/// <summary>A row of <c>users</c>. OpBX signs nobody in: roles and the opaque password hash are data for hosts (rule T3).</summary>
public sealed record User
{
    /// <summary>The user's id, unique over all tenants.</summary>
    public required long Id { get; init; }

    /// <summary>Full name, at most 255 characters.</summary>
    public required string Name { get; init; }

    /// <summary>E-mail address, unique over all tenants, at most 255 characters.</summary>
    public required string Email { get; init; }

    /// <summary>When the e-mail address was verified.</summary>
    public DateTimeOffset? EmailVerifiedAt { get; init; }

    /// <summary>Opaque password hash. Never printed.</summary>
    public string Password { get; init; } = "";

    /// <summary>The user's role.</summary>
    /// <value>Default: <see cref="UserRole.PbxUser"/>.</value>
    public UserRole Role { get; init; } = UserRole.PbxUser;

    /// <summary>Account status.</summary>
    public UserStatus Status { get; init; }

    /// <summary>Contact phone number, at most 20 characters.</summary>
    public string? Phone { get; init; }

    /// <summary>Street address, at most 255 characters.</summary>
    public string? StreetAddress { get; init; }

    /// <summary>City, at most 100 characters.</summary>
    public string? City { get; init; }

    /// <summary>State or province, at most 100 characters.</summary>
    public string? StateProvince { get; init; }

    /// <summary>Postal code, at most 20 characters.</summary>
    public string? PostalCode { get; init; }

    /// <summary>ISO 3166-1 alpha-2 country code.</summary>
    public string? Country { get; init; }

    /// <summary>Opaque token of the host's «remember me». Never printed.</summary>
    public string? RememberToken { get; init; }

    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append("Id = ").Append(Id).Append(", Role = ").Append(Role).Append(", Status = ").Append(Status);
        return true;
    }
}
