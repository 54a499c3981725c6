using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OpBX.Cxml;
using OpBX.Routing;
using OpBX.Tenants;

namespace OpBX.Extensions;

/// <summary>Hands a call to a web service that answers with CXML of its own (rule E6).</summary>
internal static class CustomLogic
{
    private const int MaxLength = 4096;

    public static RoutingAction Redirect(RoutingContext context, ExtensionNode node)
    {
        Extension extension = node.Extension;
        string? fault = ServiceAddress.FaultOf(extension.ServiceUrl, out Uri? address);
        if (fault is null && !IsAllowed(context.Options.CustomLogic, address!.IdnHost)) fault = "host-not-allowed";
        if (fault is not null)
        {
            context.Trace("E6", fault, address?.IdnHost);
            return node.UnansweredOr(new RoutingAction.Unavailable(fault, null));
        }
        context.Trace("E6", "redirect", address!.IdnHost);
        string url = WithQuery(context, extension, address);
        return new RoutingAction.Respond(new CxmlResponse(new Redirect(url)), RoutingOutcome.Redirect);
    }

    /// <summary>Names that OpBX itself puts into the query of an extension with a token; a parameter of that name would come before it.</summary>
    private static bool IsReserved(string name) => name is "session" or "expires" or "sig" or "token";

    private static bool IsAllowed(CustomLogicOptions options, string host)
    {
        foreach (string allowed in options.AllowedHosts)
        {
            if (allowed == "*" || string.Equals(allowed.Trim(), host, StringComparison.OrdinalIgnoreCase)) return true;
        }
        return false;
    }

    private static string WithQuery(RoutingContext context, Extension extension, Uri address)
    {
        var url = new StringBuilder(address.GetLeftPart(UriPartial.Query), 256);
        char separator = address.Query.Length > 0 ? '&' : '?';
        bool isSigned = !string.IsNullOrEmpty(extension.ServiceToken);
        foreach ((string name, string value) in ServiceParameters.Read(extension.ServiceParams))
        {
            if (url.Length + value.Length <= MaxLength && !(isSigned && IsReserved(name))) Append(name, value);
        }
        if (!isSigned) return url.ToString();
        if (context.Options.CustomLogic.SendPlainToken)
        {
            Append("token", extension.ServiceToken!);
            return url.ToString();
        }
        string session = context.Request.CallToken ?? "";
        string expires = context.Now.Add(context.Options.CustomLogic.SignatureLifetime).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        Append("session", session);
        Append("expires", expires);
        Append("sig", Signature(extension.ServiceToken!, session, expires));
        return url.ToString();

        void Append(string name, string value)
        {
            url.Append(separator).Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));
            separator = '&';
        }
    }

    /// <summary>HMAC-SHA256 with the service token over session, line feed, expiry (epoch seconds); lower-case hex.</summary>
    internal static string Signature(string token, string session, string expires)
        => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(session + "\n" + expires)));
}
