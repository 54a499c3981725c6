namespace OpBX.Cxml;

/// <summary>How the platform requests a URL.</summary>
public enum CxmlMethod : byte
{
    /// <summary>Written <c>GET</c>.</summary>
    Get,

    /// <summary>Written <c>POST</c>; the platform's default.</summary>
    Post,
}

/// <summary>Whether silence at the start and end of a recording is cut off.</summary>
public enum RecordingTrim : byte
{
    /// <summary>Written <c>trim-silence</c>; the platform's default.</summary>
    TrimSilence,

    /// <summary>Written <c>do-not-trim</c>.</summary>
    DoNotTrim,
}

/// <summary>When a recording callback is wanted. Several are written with spaces between; the platform has confirmed a single one only, which is always safe.</summary>
[Flags]
public enum RecordingEvents : byte
{
    /// <summary>None named: the attribute is not written.</summary>
    None = 0,

    /// <summary>Written <c>in-progress</c>: recording has begun.</summary>
    InProgress = 1,

    /// <summary>Written <c>completed</c>: the recording is ready; the platform's default.</summary>
    Completed = 2,

    /// <summary>Written <c>absent</c>: nothing was recorded.</summary>
    Absent = 4,
}
