using System.Net.Sockets;
using StackExchange.Redis;

namespace OpBX.State;

/// <summary>Tells a link that is down from a server that answers with an error.</summary>
internal static class LinkFaults
{
    /// <summary>Whether the exception means that Redis cannot be reached, or cannot serve now.</summary>
    public static bool IsLinkFault(Exception exception) => exception switch
    {
        RedisServerException server => CannotServe(server.Message),
        RedisConnectionException or TimeoutException or ObjectDisposedException or OperationCanceledException or IOException or SocketException => true,
        _ => false,
    };

    /// <summary>Whether a script has to be sent whole.</summary>
    public static bool IsUnknownScript(RedisServerException exception) => exception.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal);

    /// <summary>Errors of a server that is there and does not serve: a shard that is gone, a master that became a replica, a server that still loads.</summary>
    private static bool CannotServe(string message)
        => message.StartsWith("CLUSTERDOWN", StringComparison.Ordinal)
        || message.StartsWith("Endpoint", StringComparison.Ordinal)
        || message.StartsWith("READONLY", StringComparison.Ordinal)
        || message.StartsWith("MASTERDOWN", StringComparison.Ordinal)
        || message.StartsWith("LOADING", StringComparison.Ordinal)
        || message.StartsWith("BUSY", StringComparison.Ordinal);
}
