namespace OpBX.Calls;

/// <summary>How the platform reports that a recording is ready. It may do so early, twice or never (rule V1).</summary>
public enum RecordingCallback
{
    /// <summary>After the action of the verb that recorded, if it has one.</summary>
    AfterAction,

    /// <summary>Before the action.</summary>
    BeforeAction,

    /// <summary>Before and after the action.</summary>
    Twice,

    /// <summary>Never.</summary>
    Never,
}
