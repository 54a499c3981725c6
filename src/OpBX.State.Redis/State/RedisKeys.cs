using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using OpBX.Tenants;
using StackExchange.Redis;

namespace OpBX.State;

/// <summary>
/// All keys and channels, in one place. The braces are Redis Cluster's hash tag: keys of one group share it, so every script
/// finds its keys on one node. Texts from outside are hashed, so that their length and content do not matter.
/// </summary>
internal sealed class RedisKeys(string prefix)
{
    /// <summary>The turn of a ring group: a string <c>member:place</c>.</summary>
    public RedisKey Turn(TenantId tenant, long ringGroup) => Invariant($"{prefix}:{{turn:{tenant.Value}:{ringGroup}}}");

    /// <summary>The turn that a session got at a step: as <see cref="Turn"/>.</summary>
    public RedisKey TurnOfSession(TenantId tenant, long ringGroup, string session, string step)
        => Invariant($"{prefix}:{{turn:{tenant.Value}:{ringGroup}}}:s:{Hash(session, step)}");

    /// <summary>Slots of outbound calls: a sorted set of <c>extension|id</c> by the millisecond in which they end.</summary>
    public RedisKey Slots(TenantId tenant) => Admission(tenant, "slots");

    /// <summary>Outbound calls of the last minute: a sorted set of <c>extension|id</c> by the millisecond in which they started.</summary>
    public RedisKey Starts(TenantId tenant) => Admission(tenant, "starts");

    /// <summary>How many members those two have by extension: a hash, made again from them when it does not fit.</summary>
    public RedisKey Counts(TenantId tenant) => Admission(tenant, "counts");

    /// <summary>Seconds used today: a hash by extension, with the day.</summary>
    public RedisKey Used(TenantId tenant) => Admission(tenant, "used");

    /// <summary>What a session was answered: MessagePack.</summary>
    public RedisKey AdmissionsOfSession(TenantId tenant, string session) => Admission(tenant, "s:" + Hash(session, ""));

    /// <summary>Live calls: a hash of JSON by session.</summary>
    public RedisKey LiveCalls(TenantId tenant) => Live(tenant, "calls");

    /// <summary>When they were last heard of: a sorted set of sessions by millisecond.</summary>
    public RedisKey LiveCallsHeard(TenantId tenant) => Live(tenant, "heard");

    /// <summary>Calls that ended: a sorted set of sessions by millisecond.</summary>
    public RedisKey LiveCallsEnded(TenantId tenant) => Live(tenant, "ended");

    /// <summary>The number of the last change notice: a string.</summary>
    public RedisKey NoticeSequence { get; } = prefix + ":{notices}:seq";

    /// <summary>The channel of change notices: <c>number:tenant:version</c>.</summary>
    public string NoticeChannel { get; } = prefix + ":notices";

    /// <summary>A snapshot copy: a hash of version and content.</summary>
    public RedisKey SnapshotCopy(string name) => prefix + ":copy:" + name;

    /// <summary>A lease: a hash of owner, token and end.</summary>
    public RedisKey Lease(string name) => prefix + ":lease:" + name;

    /// <summary>Waiting records: a hash of contents by id.</summary>
    public RedisKey RecordContents { get; } = prefix + ":{records}:contents";

    /// <summary>When they can be taken: a sorted set of ids by microsecond.</summary>
    public RedisKey RecordsDue { get; } = prefix + ":{records}:due";

    /// <summary>How many bytes they have: a string.</summary>
    public RedisKey RecordBytes { get; } = prefix + ":{records}:bytes";

    /// <summary>What is written to see whether the node of another key takes writes; in a cluster it lies in that key's slot.</summary>
    public RedisKey Probe(RedisKey neighbour)
    {
        string text = (string?)neighbour ?? "";
        int open = text.IndexOf('{', StringComparison.Ordinal);
        int close = open < 0 ? -1 : text.IndexOf('}', open + 1);
        string tag = close > open + 1 ? text[(open + 1)..close] : text;
        // A name with a brace has no usable tag; then any node will do.
        return tag.Contains('}', StringComparison.Ordinal) || tag.Contains('{', StringComparison.Ordinal) ? prefix + ":probe" : prefix + ":{" + tag + "}:probe";
    }

    /// <summary>22 characters that stand for texts of any length.</summary>
    public static string Hash(string first, string second)
    {
        int length = Encoding.UTF8.GetMaxByteCount(first.Length + second.Length) + 4;
        Span<byte> bytes = length <= 1024 ? stackalloc byte[1024] : new byte[length];
        // The length of the first text keeps «a» + «bc» apart from «ab» + «c».
        BitConverter.TryWriteBytes(bytes, first.Length);
        int written = 4 + Encoding.UTF8.GetBytes(first, bytes[4..]);
        written += Encoding.UTF8.GetBytes(second, bytes[written..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes[..written], hash);
        Span<char> text = stackalloc char[24];
        Convert.TryToBase64Chars(hash[..16], text, out _);
        return new string(text[..22]);
    }

    private RedisKey Admission(TenantId tenant, string part) => Invariant($"{prefix}:{{admission:{tenant.Value}}}:{part}");

    private RedisKey Live(TenantId tenant, string part) => Invariant($"{prefix}:{{live:{tenant.Value}}}:{part}");

    private static string Invariant(DefaultInterpolatedStringHandler text) => string.Create(CultureInfo.InvariantCulture, ref text);
}
