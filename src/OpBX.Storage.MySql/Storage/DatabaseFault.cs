using System.Data.Common;
using System.Net.Sockets;

namespace OpBX.Storage;

/// <summary>What went wrong at the database, as far as it decides what to do.</summary>
internal enum DatabaseFaultKind
{
    /// <summary>A unique key is taken.</summary>
    Duplicate,

    /// <summary>A foreign key is not met.</summary>
    ForeignKey,

    /// <summary>A value does not fit its column.</summary>
    BadData,

    /// <summary>A deadlock or a lock wait: the whole transaction again.</summary>
    Transient,

    /// <summary>The server did not answer in time.</summary>
    Timeout,

    /// <summary>Nobody answers, or the connection broke: the outcome of a commit is unknown.</summary>
    Gone,

    /// <summary>Too many connections, or a server that only reads: another connection, later.</summary>
    Busy,

    /// <summary>Access or configuration: again would be the same.</summary>
    Refused,

    /// <summary>Anything else: a fault of the program.</summary>
    Unknown,
}

/// <summary>Reads the exceptions of every driver alike (numbers of the server, then what lies underneath).</summary>
internal static class DatabaseFault
{
    public static DatabaseFaultKind KindOf(Exception exception) => NumberOf(exception) switch
    {
        1062 => DatabaseFaultKind.Duplicate,
        1451 or 1452 => DatabaseFaultKind.ForeignKey,
        1048 or 1364 or 1406 or 1264 or 1265 or 1366 or 1292 or 3140 or 3819 or 4025 => DatabaseFaultKind.BadData,
        1213 or 1205 or 3572 => DatabaseFaultKind.Transient,
        -1 or 3024 or 1969 => DatabaseFaultKind.Timeout,
        1040 or 1290 or 1203 or 1226 => DatabaseFaultKind.Busy,
        1044 or 1045 or 1049 or 1142 => DatabaseFaultKind.Refused,
        1042 or 4031 or 1053 or 1927 or 2006 or 2013 => DatabaseFaultKind.Gone,
        0 => WithoutNumber(exception),
        _ => DatabaseFaultKind.Unknown,
    };

    /// <summary>The server's error number; 0 = none.</summary>
    public static int NumberOf(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is DbException && exception.Data["Server Error Code"] is int number && number != 0) return number;
        }
        return 0;
    }

    /// <summary>The name of the unique key of a <see cref="DatabaseFaultKind.Duplicate"/>, without its table; empty when it can't be read.</summary>
    public static string KeyOf(Exception exception)
    {
        string message = exception.Message;
        int end = message.LastIndexOf('\'');
        int start = end > 0 ? message.LastIndexOf('\'', end - 1) : -1;
        if (start < 0) return "";
        string key = message[(start + 1)..end];
        return key[(key.LastIndexOf('.') + 1)..];
    }

    private static DatabaseFaultKind WithoutNumber(Exception exception)
    {
        bool fromDriver = false;
        for (Exception? inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (inner is TimeoutException or SocketException { SocketErrorCode: SocketError.TimedOut }) return DatabaseFaultKind.Timeout;
            if (inner is IOException or SocketException) return DatabaseFaultKind.Gone;
            fromDriver |= inner is DbException;
        }
        return fromDriver ? DatabaseFaultKind.Gone : DatabaseFaultKind.Unknown;
    }
}
