using OpBX.Calls;

namespace OpBX.Cdr;

/// <summary>The platform's words for how a call ended (rule C3).</summary>
internal static class DispositionWords
{
    /// <summary>Reads a word without letter case, spaces, <c>_</c> and <c>-</c>; everything unknown is failed.</summary>
    public static Disposition Read(string? word)
    {
        Span<char> letters = stackalloc char[16];
        return Words.Letters(word, letters) switch
        {
            "connected" or "answer" or "answered" => Disposition.Answered,
            "busy" => Disposition.Busy,
            "noanswer" or "cancel" or "canceled" or "cancelled" or "timeout" => Disposition.NoAnswer,
            _ => Disposition.Failed,
        };
    }

    /// <summary>The state in which a call is that ended so (rule C6).</summary>
    public static CallStatus ToStatus(Disposition disposition) => disposition switch
    {
        Disposition.Answered => CallStatus.Completed,
        Disposition.Busy => CallStatus.Busy,
        Disposition.NoAnswer => CallStatus.NoAnswer,
        _ => CallStatus.Failed,
    };
}

/// <summary>Words of the platform, compared without letter case and separators.</summary>
internal static class Words
{
    /// <summary>The word in lower case without white space, <c>_</c> and <c>-</c>; empty when it does not fit the buffer, for no known word is so long.</summary>
    public static ReadOnlySpan<char> Letters(string? word, Span<char> buffer)
    {
        int count = 0;
        foreach (char c in word.AsSpan())
        {
            if (c is '_' or '-' || char.IsWhiteSpace(c)) continue;
            if (count == buffer.Length) return default;
            buffer[count++] = char.ToLowerInvariant(c);
        }
        return buffer[..count];
    }
}
