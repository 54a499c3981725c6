using System.Text.RegularExpressions;

namespace OpBX.Calls;

/// <summary>The application answered with something that the platform could not play, or not twice the same.</summary>
public sealed class CallSimulationException : Exception
{
    private static readonly Regex Secrets = new("""(password="|[?&;](?:sig|token|key)=)[^"&<]*""", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    private static readonly Regex Signatures = new("""([?&;](?:sig|exp|expires)=)[^"&<]*""", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    /// <summary>An exception without further information.</summary>
    public CallSimulationException() : this("The call could not be played.") { }

    /// <summary>An exception with a message.</summary>
    public CallSimulationException(string message) : base(message) { }

    /// <summary>An exception with a message and a cause.</summary>
    public CallSimulationException(string message, Exception innerException) : base(message, innerException) { }

    internal CallSimulationException(string message, string document, string script)
        : base($"{message}\n\nThe document:\n{Mask(document)}\n\nThe call so far:\n{script}")
    {
        Document = document;
        Script = script;
    }

    /// <summary>The document that could not be played, in full; empty when there is none. The message shows it with passwords and signatures masked.</summary>
    public string Document { get; } = "";

    /// <summary>What had happened in the call until then.</summary>
    public string Script { get; } = "";

    internal static string Mask(string text) => Secrets.Replace(text, "$1***");

    /// <summary>A document without what its signed addresses say of the time.</summary>
    internal static string WithoutSignatures(string text) => Signatures.Replace(text, "$1");
}
