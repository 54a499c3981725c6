using System.Diagnostics.CodeAnalysis;

#pragma warning disable CA1000, CA1003, CA1008, CA1040, CA1051, CA1062, CA1070, CA1711, CA1815, CA1819, CA2211, CA2225, IDE0060

namespace OpBX.Repository.PublicApi.Samples;

public delegate T? Picker<T>(IReadOnlyList<T> items)
    where T : struct;

[Flags]
public enum Mode : byte
{
    None = 0,
    First = 1,
    Both = 3,
}

public interface IStore
{
    string Kind { get; }

    ValueTask<string?> FindAsync(Mode mode, CancellationToken cancellationToken);

    int Count() => 0;
}

public abstract class Base<T>
    where T : class
{
    protected Base(T? value) => Name = value?.ToString() ?? "";

    public virtual string Name { get; protected set; }

    public abstract T? Get(string? key);

    public override string ToString() => Name;
}

public sealed class Holder() : Base<string>(null), IDisposable
{
    public const int Limit = 5;

    public static readonly string[] Names = [];

    public event EventHandler? Changed;

    internal int Hidden { get; set; }

    public override string? Get(string? key) => key;

    public (string Name, int? Size) Pair() => ("", null);

    public Dictionary<string, List<string?>?> Map(in int x, ref DateTimeOffset? y) => [];

    public void Dispose() => Changed?.Invoke(this, EventArgs.Empty);
}

public static class Extensions
{
    public static bool TryParse(this string text, [NotNullWhen(true)] out string? value)
    {
        value = text;
        return true;
    }

    public static void Add<T>(T item, int count = 3, string? note = null, params string[] rest)
        where T : notnull, new()
    {
    }
}

public readonly ref struct Window
{
    [SetsRequiredMembers]
    public Window(ReadOnlySpan<char> text) => Text = text;

    public required ReadOnlySpan<char> Text { get; init; }
}

public readonly record struct Number(string Text)
{
    public static implicit operator string(Number number) => number.Text;
}

public sealed record Person
{
    public required string Name { get; init; }

    public string? Note { get; init; }
}
