namespace OpBX.Tenants;

/// <summary>Texts that a careless provider loses, changes or runs. All are valid Unicode and at most 50 characters long.</summary>
public static class HostileTexts
{
    /// <summary>The texts.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "O'Neil \"the\" \\back\\slash\\",
        "100% _any_ %s {0} ${x} ? @p0 :n",
        "'; DROP TABLE users; -- ",
        "1 OR 1=1) UNION SELECT NULL /* ` */ #",
        "family \U0001F469\u200D\U0001F469\u200D\U0001F467 flag \U0001F1E8\U0001F1FD \U0001F4DE",
        "e\u0301 \u00E9 \u00DF \u0130 \u65E5\u672C\u8A9E \u0639\u0631\u0628\u064A",
        "nul\0inside",
        "line\r\nbreak\ttab \u0001 \u007F \u0085",
        " \u00A0white space around it \u3000 ",
        "\u202Eright to left\u202C \uFEFF \uFFFD \u200B",
        "<Say>&amp;&lt;]]></Say>",
        "null",
    ];

    /// <summary>One of the texts.</summary>
    /// <param name="index">Any number; the texts repeat.</param>
    public static string Get(int index) => All[(int)((uint)index % (uint)All.Count)];
}
