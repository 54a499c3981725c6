using System.Text;
using System.Text.Unicode;

namespace OpBX.Calls;

/// <summary>Reads the text fields of a <c>multipart/form-data</c> body (rule H1, RFC 7578); files in it are passed over.</summary>
internal static class MultipartForm
{
    private const int MaxBoundaryLength = 70;

    /// <summary>The boundary that a content type names; null when it is none of a form.</summary>
    public static string? BoundaryOf(string? contentType)
    {
        string[] parts = contentType?.Split(';', StringSplitOptions.TrimEntries) ?? [];
        if (parts.Length == 0 || !parts[0].Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)) return null;
        foreach (string part in parts.Skip(1))
        {
            if (!part.StartsWith("boundary=", StringComparison.OrdinalIgnoreCase)) continue;
            string boundary = part["boundary=".Length..].Trim('"');
            return boundary.Length is > 0 and <= MaxBoundaryLength ? boundary : null;
        }
        return null;
    }

    /// <summary>Reads the fields.</summary>
    /// <param name="body">The body.</param>
    /// <param name="boundary">The boundary.</param>
    /// <param name="add">Takes a name and a value.</param>
    /// <returns>Whether the body is a form that ends where it says.</returns>
    public static bool TryRead(ReadOnlySpan<byte> body, string boundary, Action<string, string> add)
    {
        byte[] delimiter = Encoding.UTF8.GetBytes("--" + boundary);
        int at = body.IndexOf(delimiter);
        if (at < 0) return false;
        body = body[(at + delimiter.Length)..];
        while (!body.StartsWith("--"u8))
        {
            int line = body.IndexOf("\r\n"u8);
            if (line < 0 || body[..line].Trim((byte)' ').Length > 0) return false;
            body = body[(line + 2)..];
            int end = IndexOfEnd(body, delimiter);
            if (end < 0 || !TryReadPart(body[..end], add)) return false;
            body = body[(end + 2 + delimiter.Length)..];
        }
        return true;
    }

    private static int IndexOfEnd(ReadOnlySpan<byte> body, byte[] delimiter)
    {
        for (int from = 0; ;)
        {
            int next = body[from..].IndexOf(delimiter);
            if (next < 0) return -1;
            int at = from + next;
            if (at >= 2 && body[at - 2] == '\r' && body[at - 1] == '\n') return at - 2;
            from = at + 1;
        }
    }

    private static bool TryReadPart(ReadOnlySpan<byte> part, Action<string, string> add)
    {
        int headersEnd = part.IndexOf("\r\n\r\n"u8);
        if (headersEnd < 0 || !Utf8.IsValid(part[..headersEnd])) return false;
        string? name = null;
        bool isFile = false;
        foreach (string header in Encoding.UTF8.GetString(part[..headersEnd]).Split("\r\n"))
        {
            if (!header.StartsWith("content-disposition:", StringComparison.OrdinalIgnoreCase)) continue;
            foreach (string parameter in header.Split(';', StringSplitOptions.TrimEntries))
            {
                if (parameter.StartsWith("name=", StringComparison.OrdinalIgnoreCase)) name = parameter["name=".Length..].Trim('"');
                else if (parameter.StartsWith("filename", StringComparison.OrdinalIgnoreCase)) isFile = true;
            }
        }
        if (isFile || string.IsNullOrEmpty(name)) return true;
        ReadOnlySpan<byte> value = part[(headersEnd + 4)..];
        if (!Utf8.IsValid(value)) return false;
        add(name, Encoding.UTF8.GetString(value));
        return true;
    }
}
