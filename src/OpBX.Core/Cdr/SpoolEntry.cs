using System.Buffers.Binary;
using System.Text;
using OpBX.Tenants;

namespace OpBX.Cdr;

/// <summary>One delivery that waits in the spool.</summary>
internal sealed record SpoolEntry
{
    private const byte Version = 1;

    /// <summary>What took it in: <c>cdr</c>, <c>session-update</c>, <c>recording-status</c> or <c>voice-request</c>.</summary>
    public required string Source { get; init; }

    public required TenantId Tenant { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The reason of a dead letter; empty = a record.</summary>
    public string Code { get; init; } = "";

    /// <summary>Entries of one key are stored one after the other; of different keys at once.</summary>
    public string Session { get; init; } = "";

    /// <summary>The body, its credentials masked.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    public bool IsDeadLetter => Code.Length > 0;

    /// <summary>Names source, code and size only.</summary>
    public override string ToString() => $"SpoolEntry {{ Source = {Source}, Code = {Code}, Size = {Body.Length} }}";

    public byte[] ToBytes()
    {
        byte[] source = Encoding.UTF8.GetBytes(Source), code = Encoding.UTF8.GetBytes(Code), session = Encoding.UTF8.GetBytes(Session);
        byte[] bytes = new byte[1 + 8 + 8 + 6 + source.Length + code.Length + session.Length + Body.Length];
        bytes[0] = Version;
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(1), Tenant.Value);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(9), ReceivedAt.UtcTicks);
        int at = 17;
        foreach (byte[] text in (byte[][])[source, code, session])
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(at), checked((ushort)text.Length));
            text.CopyTo(bytes, at + 2);
            at += 2 + text.Length;
        }
        Body.Span.CopyTo(bytes.AsSpan(at));
        return bytes;
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote; null when another version did.</summary>
    public static SpoolEntry? TryRead(ReadOnlyMemory<byte> bytes)
    {
        ReadOnlySpan<byte> span = bytes.Span;
        if (span.Length < 23 || span[0] != Version) return null;
        long ticks = BinaryPrimitives.ReadInt64LittleEndian(span[9..]);
        if (ticks < DateTime.MinValue.Ticks || ticks > DateTime.MaxValue.Ticks) return null;
        int at = 17;
        if (!TryText(span, ref at, out string source) || !TryText(span, ref at, out string code) || !TryText(span, ref at, out string session)) return null;
        return new SpoolEntry
        {
            Source = source,
            Tenant = new TenantId(BinaryPrimitives.ReadInt64LittleEndian(span[1..])),
            ReceivedAt = new DateTimeOffset(ticks, TimeSpan.Zero),
            Code = code,
            Session = session,
            Body = bytes[at..],
        };
    }

    private static bool TryText(ReadOnlySpan<byte> span, ref int at, out string text)
    {
        text = "";
        if (span.Length < at + 2) return false;
        int length = BinaryPrimitives.ReadUInt16LittleEndian(span[at..]);
        if (span.Length < at + 2 + length) return false;
        text = Encoding.UTF8.GetString(span.Slice(at + 2, length));
        at += 2 + length;
        return true;
    }
}
