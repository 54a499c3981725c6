namespace OpBX.Calls;

/// <summary>A moment at which a simulated caller may hang up. The first such moment of the call counts.</summary>
public enum CallMoment
{
    /// <summary>Phones are ringing and nobody has answered.</summary>
    WhileRinging,

    /// <summary>Somebody has answered and they are talking: the caller ends it, not the other side.</summary>
    WhileTalking,

    /// <summary>A menu, or another prompt that waits for keys, is being played.</summary>
    InMenu,

    /// <summary>A sentence or audio outside a menu is being played.</summary>
    WhileListening,

    /// <summary>A message is being recorded; what was said until then is kept.</summary>
    WhileRecording,

    /// <summary>The caller is in a conference.</summary>
    InConference,
}
