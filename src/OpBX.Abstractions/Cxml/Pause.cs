namespace OpBX.Cxml;

/// <summary>Waits. Does not answer the call, unless <see cref="Answer"/> is <see langword="true"/>: before the answer the call stays in early media and is not billed.</summary>
public sealed record Pause : CxmlVerb, IGatherPrompt, IRecordPrompt
{
    /// <summary>Waits for the platform's default time, one second.</summary>
    public Pause()
    {
    }

    /// <summary>Waits.</summary>
    /// <param name="length">Seconds, see <see cref="Length"/>.</param>
    public Pause(double length) => Length = length;

    /// <summary>Seconds, 0 to 86,400, to the millisecond; the platform's default is 1. Values outside are brought inside.</summary>
    public double? Length { get; init => field = CxmlBounds.Seconds(value, 0); }

    /// <summary>Whether the call is answered first; the platform's default is <see langword="false"/>, the opposite of <see cref="Say"/> and <see cref="Play"/>.</summary>
    public bool? Answer { get; init; }

    CxmlElement IGatherPrompt.Element => this;

    CxmlElement IRecordPrompt.Element => this;
}
