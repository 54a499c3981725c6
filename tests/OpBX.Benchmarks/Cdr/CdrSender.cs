using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace OpBX.Benchmarks.Cdr;

/// <summary>What a sender saw.</summary>
/// <param name="Seconds">From the first request to the last answer.</param>
/// <param name="Requests">Requests that were answered with 2xx.</param>
/// <param name="P50">Milliseconds; at a given rate from the time at which the request was due.</param>
/// <param name="P99">The same.</param>
internal sealed record Sent(double Seconds, int Requests, double P50, double P99)
{
    public double Rate => Requests / Seconds;
}

/// <summary>
/// Posts CDRs from a process of its own, over plain sockets that stay open, so that it costs the host's process nothing and the
/// machine little: <c>cdr-sender PORT PATH FIRST COUNT CONNECTIONS RATE</c>; rate 0 = as fast as answers come.
/// </summary>
internal static class CdrSender
{
    public const string Key = "a-key-of-a-domain-for-benchmarks";

    public static async Task<Sent> StartAsync(int port, string path, int first, int count, int connections, double rate)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        foreach (string argument in (string[])
            [typeof(CdrSender).Assembly.Location, "cdr-sender", Text(port), path, Text(first), Text(count), Text(connections), rate.ToString("R", CultureInfo.InvariantCulture)]) start.ArgumentList.Add(argument);
        using Process sender = Process.Start(start)!;
        string line = await sender.StandardOutput.ReadToEndAsync();
        await sender.WaitForExitAsync();
        double[] values = [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static value => double.Parse(value, CultureInfo.InvariantCulture))];
        return new Sent(values[0], (int)values[1], values[2], values[3]);

        static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
    }

    public static async Task RunAsync(string[] args)
    {
        int port = Number(0), first = Number(2), count = Number(3), connections = Number(4);
        double rate = double.Parse(args[5], CultureInfo.InvariantCulture);
        byte[][] requests = [.. Enumerable.Range(first, count).Select(i => Request(args[1], MySqlRecords.Body(i)))];
        double[] milliseconds = new double[count];
        int next = -1, accepted = 0;
        Socket[] sockets = new Socket[connections];
        for (int i = 0; i < connections; i++)
        {
            sockets[i] = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await sockets[i].ConnectAsync(IPAddress.Loopback, port);
        }
        long begin = Stopwatch.GetTimestamp();
        await Task.WhenAll(sockets.Select(async socket =>
        {
            byte[] buffer = new byte[8192];
            for (int i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next))
            {
                long due = Stopwatch.GetTimestamp();
                if (rate > 0)
                {
                    due = begin + (long)(i / rate * Stopwatch.Frequency);
                    TimeSpan wait = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due);
                    if (wait > TimeSpan.Zero) await Task.Delay(wait);
                }
                await socket.SendAsync(requests[i]);
                if (await ReadAsync(socket, buffer) / 100 == 2) Interlocked.Increment(ref accepted);
                milliseconds[i] = Stopwatch.GetElapsedTime(due).TotalMilliseconds;
            }
            socket.Dispose();
        }));
        double seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        Array.Sort(milliseconds);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{seconds} {accepted} {milliseconds[count / 2]} {milliseconds[(int)(count * 0.99)]}"));

        int Number(int i) => int.Parse(args[i], CultureInfo.InvariantCulture);
    }

    private static byte[] Request(string path, string body)
    {
        int length = Encoding.UTF8.GetByteCount(body);
        return Encoding.UTF8.GetBytes($"POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {Key}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}");
    }

    // Status and body of one answer; both kinds of framing that Kestrel uses.
    private static async ValueTask<int> ReadAsync(Socket socket, byte[] buffer)
    {
        int filled = 0;
        while (true)
        {
            int read = await socket.ReceiveAsync(buffer.AsMemory(filled));
            if (read == 0) throw new IOException("The host closed the connection.");
            filled += read;
            int end = buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8);
            if (end < 0) continue;
            ReadOnlySpan<byte> head = buffer.AsSpan(0, end);
            int at = head.IndexOf("Content-Length: "u8);
            bool isWhole = at >= 0
                ? filled - end - 4 >= int.Parse(Encoding.ASCII.GetString(head[(at + 16)..]).Split('\r')[0], CultureInfo.InvariantCulture)
                : buffer.AsSpan(0, filled).EndsWith("0\r\n\r\n"u8);
            if (isWhole) return int.Parse(Encoding.ASCII.GetString(head.Slice(9, 3)), CultureInfo.InvariantCulture);
        }
    }
}
