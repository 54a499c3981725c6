namespace OpBX.Tenants;

/// <summary>What must be unique and what must exist within one tenant of a document.</summary>
internal sealed class ConfigurationScope
{
    public const string Users = "users";
    public const string Extensions = "extensions";
    public const string Dids = "did_numbers";
    public const string RingGroups = "ring_groups";
    public const string Schedules = "business_hours_schedules";
    public const string Menus = "ivr_menus";
    public const string Rooms = "conference_rooms";

    private readonly Dictionary<(string Set, string Key), int> _used = [];
    private readonly HashSet<(string Table, long Id)> _ids = [];
    private readonly List<(ConfigurationObject Owner, string Member, string Table, long Id)> _references = [];

    /// <summary>The organization; 0 while it is unknown.</summary>
    public long Organization { get; set; }

    /// <summary>Notes a value that may stand once in its set.</summary>
    public void Unique(ConfigurationObject owner, string member, string set, string key)
    {
        int line = owner.LineOf(member);
        if (_used.TryAdd((set, key), line)) return;
        owner.Error(member, TenantDocumentFaultCodes.Duplicate, FormattableString.Invariant($"The value is used already, on line {_used[(set, key)]}."));
    }

    /// <summary>Notes a value of which only the first can be meant.</summary>
    public void Once(ConfigurationObject owner, string member, string set, string key)
    {
        int line = owner.LineOf(member);
        if (_used.TryAdd((set, key), line)) return;
        owner.Warning(member, TenantDocumentFaultCodes.Duplicate, FormattableString.Invariant($"The value stands already on line {_used[(set, key)]}."));
    }

    /// <summary>Reads the id of a row that others may name.</summary>
    public long RowId(ConfigurationObject row, string table)
    {
        long id = row.RequiredId("id");
        if (id > 0)
        {
            Unique(row, "id", table, FormattableString.Invariant($"{id}"));
            _ids.Add((table, id));
        }
        Common(row);
        return id;
    }

    /// <summary>Reads the id of a child row; 0 when it has none yet.</summary>
    public long ChildId(ConfigurationObject row, string table)
    {
        long id = row.Id("id") ?? 0;
        if (id > 0) Unique(row, "id", table, FormattableString.Invariant($"{id}"));
        Common(row);
        return id;
    }

    /// <summary>Notes an id that ought to name a row.</summary>
    public void Refers(ConfigurationObject owner, string member, string table, long? id)
    {
        if (id is > 0) _references.Add((owner, member, table, id.Value));
    }

    /// <summary>Warns of ids that name nothing, once everything is read.</summary>
    public void CheckReferences()
    {
        foreach ((ConfigurationObject owner, string member, string table, long id) in _references)
        {
            if (!_ids.Contains((table, id)))
                owner.Warning(member, TenantDocumentFaultCodes.MissingReference, FormattableString.Invariant($"{table} has no row with id {id}."));
        }
    }

    // Members of database rows that the document does not need; a row of another organization is refused (rule T1).
    private void Common(ConfigurationObject row)
    {
        row.Ignore("created_at", "updated_at", "ring_group_id", "schedule_id", "ivr_menu_id", "exception_id");
        if (row.WholeNumber("organization_id", 0, long.MaxValue) is { } organization && Organization > 0 && organization != Organization)
            row.Error("organization_id", TenantDocumentFaultCodes.ForeignTenant, "The row belongs to another organization.");
    }
}

/// <summary>What must be unique over all organizations of a document.</summary>
internal sealed class ConfigurationClaims
{
    private readonly Dictionary<(string Set, string Key), (int Tenant, int Line)> _claims = [];
    private int _tenant;

    public void NextTenant() => _tenant++;

    /// <summary>Warns where another organization has the value too: a webhook is then told apart by its key alone (rule H5).</summary>
    public void Claim(ConfigurationObject owner, string member, string set, string key)
    {
        int line = owner.LineOf(member);
        if (_claims.TryAdd((set, key), (_tenant, line)) || _claims[(set, key)].Tenant == _tenant) return;
        owner.Warning(member, TenantDocumentFaultCodes.Duplicate, FormattableString.Invariant($"Another organization has the same value, on line {_claims[(set, key)].Line}."));
    }

    /// <summary>Refuses an organization that is there already.</summary>
    public void Organization(ConfigurationObject owner, long id)
    {
        string key = FormattableString.Invariant($"{id}");
        int line = owner.LineOf("id");
        if (id <= 0 || _claims.TryAdd(("organizations", key), (_tenant, line))) return;
        owner.Error("id", TenantDocumentFaultCodes.Duplicate, FormattableString.Invariant($"The organization is there already, on line {_claims[("organizations", key)].Line}."));
    }
}
