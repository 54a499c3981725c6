using OpBX.Cxml;

namespace OpBX.Ivr;

/// <summary>Turns a configured prompt into a verb: an http(s) address is played, any other text is spoken (rules I1, V1).</summary>
internal static class Prompts
{
    public static IGatherPrompt? Read(string? text, string? voice)
    {
        if (TextOf(text) is not { } prompt) return null;
        return IsAudio(prompt) ? new Play(prompt) : new Say(prompt) { Voice = string.IsNullOrWhiteSpace(voice) ? null : voice };
    }

    /// <summary>What there is to say or to play; null when nothing would be heard.</summary>
    public static string? TextOf(string? text)
    {
        string prompt = text?.Trim() ?? "";
        foreach (char c in prompt)
        {
            if (!char.IsControl(c) && !char.IsWhiteSpace(c)) return prompt;
        }
        return null;
    }

    public static bool IsAudio(string text)
        => (text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
            && Uri.TryCreate(text, UriKind.Absolute, out _);
}
