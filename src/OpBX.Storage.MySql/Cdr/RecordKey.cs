using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OpBX.Tenants;

namespace OpBX.Cdr;

/// <summary>
/// The key of a CDR or session update (rules C1, S3): SHA-256 of tenant, session token and the id of the leg or event. Texts of any
/// length and collation are one comparison of 32 bytes in one unique index.
/// </summary>
internal readonly record struct RecordKey(UInt128 High, UInt128 Low) : IComparable<RecordKey>
{
    public static RecordKey Of(TenantId tenant, string session, string id)
    {
        string text = string.Create(CultureInfo.InvariantCulture, $"{tenant.Value}:{session.Length}:{session}{id}");
        return From(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    public static RecordKey From(ReadOnlySpan<byte> bytes)
        => new(BinaryPrimitives.ReadUInt128BigEndian(bytes), BinaryPrimitives.ReadUInt128BigEndian(bytes[16..]));

    public byte[] ToBytes()
    {
        byte[] bytes = new byte[32];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, High);
        BinaryPrimitives.WriteUInt128BigEndian(bytes.AsSpan(16), Low);
        return bytes;
    }

    /// <summary>The key as a literal of SQL.</summary>
    public string ToSql() => "0x" + Convert.ToHexString(ToBytes());

    public int CompareTo(RecordKey other) => (High, Low).CompareTo((other.High, other.Low));
}
