using System.Globalization;
using System.Text;

namespace OpBX.Calls;

/// <summary>Everything that happened in a call so far.</summary>
internal sealed class CallLogBook
{
    private readonly StringBuilder _script = new();

    public List<HeardPrompt> Heard { get; } = [];

    public List<DialAttempt> Rang { get; } = [];

    public List<AskedInput> Asked { get; } = [];

    public List<MadeRecording> Recordings { get; } = [];

    public List<JoinedConference> Conferences { get; } = [];

    public List<StreamConnection> Streams { get; } = [];

    public List<TakenRedirect> Redirects { get; } = [];

    public List<CallStage> Stages { get; } = [];

    /// <summary>Adds a line to the script.</summary>
    public void Note(TimeSpan at, string text)
    {
        if (_script.Length > 0) _script.Append('\n');
        _script.Append(CultureInfo.InvariantCulture, $"{at.TotalSeconds,5:0} s  {text}");
    }

    public override string ToString() => _script.ToString();
}
