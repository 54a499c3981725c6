using OpBX.Cxml;

namespace OpBX.Ivr;

/// <summary>Turns a configured prompt into a verb: an http(s) address is played, any other text is spoken (rules I1, V1).</summary>
internal static class Prompts
{
    public static IGatherPrompt? Read(string? text, string? voice)
    {
        string prompt = text?.Trim() ?? "";
        if (prompt.Length == 0) return null;
        return IsAudio(prompt) ? new Play(prompt) : new Say(prompt) { Voice = string.IsNullOrWhiteSpace(voice) ? null : voice };
    }

    public static bool IsAudio(string text)
        => (text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
            && Uri.TryCreate(text, UriKind.Absolute, out _);
}
