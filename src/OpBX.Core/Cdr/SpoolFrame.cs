using System.Buffers.Binary;
using System.Numerics;

namespace OpBX.Cdr;

/// <summary>What the bytes at a place of a spool file are.</summary>
internal enum SpoolFrameState
{
    /// <summary>An entry.</summary>
    Complete,

    /// <summary>The beginning of an entry that ends with the file.</summary>
    Torn,

    /// <summary>An entry of a sound length whose checksum is wrong.</summary>
    Damaged,
}

/// <summary>An entry in a spool file: length and CRC-32C as four bytes each, the least significant first, then the payload. The checksum covers the length too.</summary>
internal static class SpoolFrame
{
    public const int HeaderBytes = 8;

    /// <summary>The longest payload: the largest body that is set aside, and a little.</summary>
    public const int MaxPayloadBytes = 5 * 1024 * 1024;

    /// <summary>The payload framed.</summary>
    public static byte[] Wrap(ReadOnlySpan<byte> payload)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(payload.Length, MaxPayloadBytes);
        byte[] frame = new byte[HeaderBytes + payload.Length];
        BinaryPrimitives.WriteInt32LittleEndian(frame, payload.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(4), Checksum(frame.AsSpan(0, 4), payload));
        payload.CopyTo(frame.AsSpan(HeaderBytes));
        return frame;
    }

    /// <summary>Reads the length of the payload.</summary>
    /// <returns>Null when it can't be meant.</returns>
    public static int? ReadLength(ReadOnlySpan<byte> header)
        => BinaryPrimitives.ReadInt32LittleEndian(header) is >= 0 and <= MaxPayloadBytes and int length ? length : null;

    /// <summary>Whether a payload is as its header says.</summary>
    public static bool IsSound(ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload)
        => BinaryPrimitives.ReadUInt32LittleEndian(header[4..]) == Checksum(header[..4], payload);

    private static uint Checksum(ReadOnlySpan<byte> length, ReadOnlySpan<byte> payload) => ~Add(Add(uint.MaxValue, length), payload);

    private static uint Add(uint crc, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }
        foreach (byte b in bytes) crc = BitOperations.Crc32C(crc, b);
        return crc;
    }
}
