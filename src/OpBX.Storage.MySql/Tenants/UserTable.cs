using System.Data.Common;
using OpBX.Storage;

namespace OpBX.Tenants;

/// <summary>Rows of <c>users</c>.</summary>
internal sealed class UserTable : ConfigurationTable<User>
{
    public override string Name => "users";

    public override string Select =>
        "SELECT id,name,email,email_verified_at,password,role,status,phone,street_address,city,state_province,postal_code,country,remember_token "
        + "FROM users WHERE organization_id=@organization_id";

    public override IReadOnlyList<string> Searched => ["name", "email", "phone"];

    public override string? UniqueColumn => "email";

    public override bool UniqueOverAll => true;

    public override string Insert =>
        "INSERT INTO users (id,organization_id,name,email,email_verified_at,password,role,status,phone,street_address,city,state_province,postal_code,country,remember_token) "
        + "VALUES (@id,@organization_id,@name,@email,@verified,@password,@role,@status,@phone,@street,@city,@state,@postal,@country,@remember)";

    public override string Update =>
        "UPDATE users SET name=@name,email=@email,email_verified_at=@verified,password=@password,role=@role,status=@status,phone=@phone,street_address=@street,"
        + "city=@city,state_province=@state,postal_code=@postal,country=@country,remember_token=@remember WHERE organization_id=@organization_id AND id=@id";

    public override IEnumerable<string?> TextsOf(User item) => [item.Name, item.Email, item.Phone];

    public override long IdOf(User item) => item.Id;

    public override User WithId(User item, long id) => item with { Id = id };

    public override User? Read(DbDataReader reader)
    {
        if (!ConfigurationWords.Role.TryRead(reader.Text(5), out UserRole role)) return null;
        return new User
        {
            Id = reader.Id(0),
            Name = reader.Text(1),
            Email = reader.Text(2),
            EmailVerifiedAt = reader.TimeOrNull(3),
            Password = reader.Text(4),
            Role = role,
            Status = ConfigurationWords.UserStatus.TryRead(reader.Text(6), out UserStatus status) ? status : UserStatus.Inactive,
            Phone = reader.TextOrNull(7),
            StreetAddress = reader.TextOrNull(8),
            City = reader.TextOrNull(9),
            StateProvince = reader.TextOrNull(10),
            PostalCode = reader.TextOrNull(11),
            Country = reader.TextOrNull(12),
            RememberToken = reader.TextOrNull(13),
        };
    }

    public override IReadOnlyList<ChangeFault> Check(User item) => ColumnRules.Check(item);

    public override IEnumerable<UniqueValue> UniqueValuesOf(User item) =>
    [
        new("SELECT id FROM users WHERE email=@value AND NOT (organization_id=@organization_id AND id=@id) LIMIT 1", item.Email, "email"),
    ];

    public override SqlArgument[] Values(User item) =>
    [
        ("@name", item.Name), ("@email", item.Email), ("@verified", SqlColumn.Seconds(item.EmailVerifiedAt)), ("@password", item.Password),
        ("@role", ConfigurationWords.Role.Of(item.Role)), ("@status", ConfigurationWords.UserStatus.Of(item.Status)), ("@phone", item.Phone),
        ("@street", item.StreetAddress), ("@city", item.City), ("@state", item.StateProvince), ("@postal", item.PostalCode), ("@country", item.Country),
        ("@remember", item.RememberToken),
    ];
}
