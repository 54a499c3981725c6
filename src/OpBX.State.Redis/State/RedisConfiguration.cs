using StackExchange.Redis;

namespace OpBX.State;

/// <summary>Turns a connection string into options that behave alike on every version of the client.</summary>
internal static class RedisConfiguration
{
    /// <summary>Options from the client's own text form, for example <c>redis-1:6379,password=…,ssl=true</c>.</summary>
    /// <exception cref="ArgumentException">The text names no address.</exception>
    public static ConfigurationOptions Parse(string text)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        // RESP2, because replies change their shape otherwise; the older client knows neither word and ignores both.
        string whole = text.Trim().TrimEnd(',') + (Names(text, "protocol") ? "" : ",protocol=resp2") + (Names(text, "asyncTimeout") ? "" : ",asyncTimeout=1000");
        ConfigurationOptions options = ConfigurationOptions.Parse(whole, true);
        if (options.EndPoints.Count == 0) throw new ArgumentException("The connection string names no address.", nameof(text));
        if (!Names(text, "connectTimeout")) options.ConnectTimeout = 1000;
        if (!Names(text, "syncTimeout")) options.SyncTimeout = 1000;
        if (!Names(text, "connectRetry")) options.ConnectRetry = 1;
        if (!Names(text, "keepAlive")) options.KeepAlive = 5;
        if (!Names(text, "name")) options.ClientName = "opbx";
        return Prepare(options);
    }

    /// <summary>A copy of the host's options, with which a host starts although Redis is down.</summary>
    public static ConfigurationOptions Prepare(ConfigurationOptions options)
    {
        ConfigurationOptions copy = options.Clone();
        copy.AbortOnConnectFail = false;
        return copy;
    }

    private static bool Names(string text, string option)
        => text.Split(',').Any(part => part.TrimStart().StartsWith(option + "=", StringComparison.OrdinalIgnoreCase));
}
