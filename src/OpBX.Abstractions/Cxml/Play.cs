namespace OpBX.Cxml;

/// <summary>Plays a sound file, or key tones. Answers the call, unless <see cref="Answer"/> is <see langword="false"/> (early media).</summary>
public sealed record Play : CxmlVerb, IGatherPrompt, IRecordPrompt
{
    /// <summary>Plays a sound file.</summary>
    /// <param name="url">Absolute http or https URL, which must answer 200 with an audio content type.</param>
    /// <exception cref="ArgumentNullException"><paramref name="url"/> is <see langword="null"/>.</exception>
    public Play(string url)
    {
        ArgumentNullException.ThrowIfNull(url);
        Url = url;
    }

    /// <summary>Plays key tones.</summary>
    /// <param name="digits">The keys, see <see cref="Digits"/>.</param>
    /// <returns>The verb.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="digits"/> is <see langword="null"/>.</exception>
    public static Play Tones(string digits)
    {
        ArgumentNullException.ThrowIfNull(digits);
        return new Play("") { Digits = digits };
    }

    /// <summary>Absolute http or https URL of the sound; ignored by the platform when <see cref="Digits"/> is set.</summary>
    public string Url { get; init; }

    /// <summary>Whether the call is answered first; the platform's default is <see langword="true"/>.</summary>
    public bool? Answer { get; init; }

    /// <summary>Key tones to play instead of a sound: <c>0</c>–<c>9</c>, and <c>w</c> for half a second of silence. Other characters are dropped; none left means not set.</summary>
    public string? Digits { get; init => field = CxmlBounds.SomeKeys(value, CxmlBounds.PlayKeys); }

    /// <summary>How often it is played, 0 or more; 0 is until the caller hangs up. The platform's default is 1. Lower values are raised to 0.</summary>
    public int? Loop { get; init => field = CxmlBounds.AtLeast(value, 0); }

    /// <summary>Requested when the sound has been played; the answer is ignored.</summary>
    public CxmlUrl StatusCallback { get; init; }

    /// <summary>How <see cref="StatusCallback"/> is requested.</summary>
    public CxmlMethod? StatusCallbackMethod { get; init; }

    CxmlElement IGatherPrompt.Element => this;

    CxmlElement IRecordPrompt.Element => this;

    /// <summary>The verb without the URL's query, which may be secret ([H8]).</summary>
    public override string ToString() => $"Play {{ Url = {CxmlUrl.Redacted(Url)}, Answer = {Answer}, Digits = {Digits}, Loop = {Loop} }}";
}
