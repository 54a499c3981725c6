using System.Globalization;

namespace OpBX.Cxml;

/// <summary>The silence that ends speech in <see cref="Gather"/>: a number of seconds, or left to the platform.</summary>
public readonly record struct SpeechTimeout
{
    private readonly double _seconds;

    private SpeechTimeout(double seconds) => _seconds = seconds;

    /// <summary>Left to the platform; written <c>auto</c>. Also the default value.</summary>
    public static SpeechTimeout Auto => default;

    /// <summary>Whether it is left to the platform.</summary>
    public bool IsAuto => _seconds == 0;

    /// <summary>The seconds; <see langword="null"/> when left to the platform.</summary>
    public double? Seconds => IsAuto ? null : _seconds;

    /// <summary>A number of seconds.</summary>
    /// <param name="seconds">0.001 to 86,400, to the millisecond; values outside are brought inside, not a number is <see cref="Auto"/>.</param>
    /// <returns>The time.</returns>
    public static SpeechTimeout FromSeconds(double seconds) => new(CxmlBounds.Seconds(seconds, 0.001) ?? 0);

    /// <summary>A number of seconds, as <see cref="FromSeconds"/>.</summary>
    /// <param name="seconds">The seconds.</param>
    public static implicit operator SpeechTimeout(double seconds) => FromSeconds(seconds);

    /// <summary>The seconds, or <c>auto</c>.</summary>
    public override string ToString() => IsAuto ? "auto" : _seconds.ToString(CultureInfo.InvariantCulture);
}
