namespace OpBX.BusinessHours;

/// <summary>What a search looks for: any state but the one it starts from, or the next opening past all that is not open.</summary>
internal readonly record struct SoughtState
{
    private readonly BusinessHoursState _from;
    private readonly bool _openOnly;

    private SoughtState(BusinessHoursState from, bool openOnly)
    {
        _from = from;
        _openOnly = openOnly;
    }

    /// <summary>The next opening, seen from a time that is not open.</summary>
    public static SoughtState Open => new(BusinessHoursState.Closed, openOnly: true);

    /// <summary>Whether the search starts while open.</summary>
    public bool FromOpen => _from == BusinessHoursState.Open;

    /// <summary>Any state but this one, which holds where the search starts.</summary>
    public static SoughtState OtherThan(BusinessHoursState state) => new(state, openOnly: false);

    /// <summary>Whether a state is what is sought.</summary>
    public bool Is(BusinessHoursState state) => _openOnly ? state == BusinessHoursState.Open : state != _from;
}
