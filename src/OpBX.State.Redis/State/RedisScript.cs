using System.Security.Cryptography;
using System.Text;

namespace OpBX.State;

/// <summary>A Lua script. It is asked for by its SHA-1, and sent whole only to a server that does not know it.</summary>
internal sealed class RedisScript
{
    /// <summary>Starts every script that needs the time: the server's, so that all nodes share one clock. ARGV[1] is added to it.</summary>
    public const string Now = """
        local t = redis.call('TIME')
        local now = t[1] * 1000 + math.floor(t[2] / 1000) + ARGV[1]

        """;

    public RedisScript(string operation, string body)
    {
        Operation = operation;
        Body = body.ReplaceLineEndings("\n");
#pragma warning disable CA5350 // Redis names scripts by SHA-1; nothing is protected by it.
        Sha = SHA1.HashData(Encoding.UTF8.GetBytes(Body));
#pragma warning restore CA5350
    }

    /// <summary>Names the operation in metrics and messages.</summary>
    public string Operation { get; }

    /// <summary>The Lua text.</summary>
    public string Body { get; }

    /// <summary>Its SHA-1, 20 bytes.</summary>
    public byte[] Sha { get; }
}
