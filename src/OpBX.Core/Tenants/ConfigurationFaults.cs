using System.Buffers;
using System.Text.Json;

namespace OpBX.Tenants;

/// <summary>Collects what is wrong with a document.</summary>
internal sealed class ConfigurationFaults
{
    private const int MaxNameLength = 64;

    private static readonly SearchValues<char> PlainNameCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_$");

    private readonly List<TenantDocumentFault> _faults = [];

    public bool HasErrors { get; private set; }

    /// <summary>The path of a member. A name with other than plain characters is quoted and escaped, so that no name forges a line of a log.</summary>
    public static string PathOf(string parent, string name)
    {
        if (name.Length is > 0 and <= MaxNameLength && !name.AsSpan().ContainsAnyExcept(PlainNameCharacters)) return $"{parent}.{name}";
        string shown = name.Length <= MaxNameLength ? name : name[..MaxNameLength] + "…";
        return $"{parent}[\"{JsonEncodedText.Encode(shown)}\"]";
    }

    public void Error(int line, string path, string code, string reason)
    {
        HasErrors = true;
        Add(TenantDocumentSeverity.Error, line, path, code, reason);
    }

    public void Warning(int line, string path, string code, string reason)
        => Add(TenantDocumentSeverity.Warning, line, path, code, reason);

    public IReadOnlyList<TenantDocumentFault> InOrder()
        => [.. _faults.OrderBy(static fault => fault.Line ?? 0)];

    private void Add(TenantDocumentSeverity severity, int line, string path, string code, string reason)
        => _faults.Add(new TenantDocumentFault { Severity = severity, Line = line, Path = path, Code = code, Reason = reason });
}
