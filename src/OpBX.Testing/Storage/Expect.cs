using System.Diagnostics.CodeAnalysis;

namespace OpBX.Storage;

/// <summary>Expectations whose messages say what was expected and what came.</summary>
internal static class Expect
{
    public static void That([DoesNotReturnIf(false)] bool condition, string sentence)
    {
        if (!condition) throw new ConformanceException(sentence + ".");
    }

    public static void Same<T>(T expected, T actual, string what)
        => That(EqualityComparer<T>.Default.Equals(expected, actual), $"{what}: expected {Text(expected)}, got {Text(actual)}");

    public static void SameItems<T>(IEnumerable<T> expected, IEnumerable<T> actual, string what)
    {
        T[] wanted = [.. expected], got = [.. actual];
        That(wanted.SequenceEqual(got), $"{what}: expected [{string.Join(", ", wanted.Select(Text))}], got [{string.Join(", ", got.Select(Text))}]");
    }

    /// <summary>Compares long texts and shows where they part.</summary>
    public static void SameText(string expected, string actual, string what)
    {
        if (string.Equals(expected, actual, StringComparison.Ordinal)) return;
        int at = 0;
        while (at < expected.Length && at < actual.Length && expected[at] == actual[at]) at++;
        That(false, $"{what}; it differs at character {at}: expected {Excerpt(expected, at)}, got {Excerpt(actual, at)}");
    }

    public static void Done<T>(ChangeResult<T> result, string what) where T : class
    {
        Outcome(ChangeOutcome.Done, result, what);
        That(result.Item is not null, $"{what} was done, so its Item must be the object as it is kept; it is null");
        That(result.Faults.Count == 0, $"{what} was done, so it must have no faults; it has {Faults(result)}");
    }

    public static void Outcome<T>(ChangeOutcome expected, ChangeResult<T> result, string what) where T : class
    {
        That(result.Outcome == expected, $"{what} must be {expected}; it was {result.Outcome} {Faults(result)}");
        if (expected == ChangeOutcome.Done) return;
        That(result.Item is null, $"{what} was not done, so its Item must be null");
        That(result.Version == 0, $"{what} was not done, so its Version must be 0; it is {result.Version}");
    }

    /// <summary>Expects a refusal; an empty code is any.</summary>
    public static void Refused<T>(ChangeResult<T> result, string code, string what) where T : class
    {
        Outcome(ChangeOutcome.Refused, result, what);
        That(result.Faults.Any(fault => code.Length == 0 || fault.Code == code), $"{what} must be refused with the code {code}; the faults are {Faults(result)}");
        That(result.Faults.All(static fault => fault.Reason.Length > 0), $"each fault of {what} must have a reason for a person; they are {Faults(result)}");
    }

    private static string Faults<T>(ChangeResult<T> result) where T : class
        => "[" + string.Join(", ", result.Faults.Select(static fault => $"{fault.Code} at '{fault.Path}'")) + "]";

    private static string Text<T>(T value) => value is null ? "null" : value is string text ? $"\"{text}\"" : value.ToString() ?? "";

    private static string Excerpt(string text, int at) => at >= text.Length ? "the end" : "\"…" + text[Math.Max(0, at - 60)..Math.Min(text.Length, at + 60)] + "…\"";
}
