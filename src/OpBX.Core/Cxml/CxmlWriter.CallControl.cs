using System.Collections.Immutable;

namespace OpBX.Cxml;

// Verbs that send the call elsewhere, and media streams.
public static partial class CxmlWriter
{
    private static void Redirect(ref CxmlCursor cursor, Redirect redirect)
    {
        var start = cursor.Written;
        cursor.Raw("<Redirect"u8);
        cursor.Attribute(" method=\""u8, redirect.Method);
        cursor.Extra(redirect, start);
        cursor.Raw(">"u8);
        cursor.Url(redirect.Url);
        cursor.Raw("</Redirect>"u8);
    }

    private static void Reject(ref CxmlCursor cursor, Reject reject)
    {
        var start = cursor.Written;
        cursor.Raw("<Reject"u8);
        if (reject.Reason is { } reason)
            cursor.Word(" reason=\""u8, CxmlSpelling.Of(reason));
        cursor.Extra(reject, start);
        cursor.Raw("/>"u8);
    }

    private static void Coach(ref CxmlCursor cursor, Coach coach)
    {
        var start = cursor.Written;
        cursor.Raw("<Coach"u8);
        if (coach.Policy is { } policy)
            cursor.Word(" policy=\""u8, CxmlSpelling.Of(policy));
        if (coach.SpyDirection is { } spy)
            cursor.Word(" spyDirection=\""u8, CxmlSpelling.Of(spy));
        if (coach.WhisperDirection is { } whisper)
            cursor.Word(" whisperDirection=\""u8, CxmlSpelling.Of(whisper));
        cursor.Attribute(" finishOnKey=\""u8, coach.FinishOnKey);
        cursor.Extra(coach, start);
        cursor.Raw(">"u8);
        cursor.Value(coach.SessionToken);
        cursor.Raw("</Coach>"u8);
    }

    private static void Connect(ref CxmlCursor cursor, Connect connect)
    {
        var start = cursor.Written;
        cursor.Raw("<Connect"u8);
        cursor.Attribute(" action=\""u8, connect.Action);
        cursor.Extra(connect, start);
        cursor.Raw(">"u8);
        Stream(ref cursor, connect.Stream);
        ExtraChildren(ref cursor, connect.ExtraChildren);
        cursor.Raw("</Connect>"u8);
    }

    private static void Start(ref CxmlCursor cursor, Start start)
    {
        var begin = cursor.Written;
        cursor.Raw("<Start"u8);
        cursor.Extra(start, begin);
        cursor.Raw(">"u8);
        Stream(ref cursor, start.Stream);
        ExtraChildren(ref cursor, start.ExtraChildren);
        cursor.Raw("</Start>"u8);
    }

    private static void Stop(ref CxmlCursor cursor, Stop stop)
    {
        var start = cursor.Written;
        cursor.Raw("<Stop"u8);
        cursor.Extra(stop, start);
        cursor.Raw("><Stream"u8);
        cursor.Attribute(" name=\""u8, stop.StreamName);
        cursor.Raw("/>"u8);
        ExtraChildren(ref cursor, stop.ExtraChildren);
        cursor.Raw("</Stop>"u8);
    }

    private static void Stream(ref CxmlCursor cursor, Stream stream)
    {
        var start = cursor.Written;
        cursor.Raw("<Stream"u8);
        cursor.Attribute(" name=\""u8, stream.Name);
        cursor.Attribute(" url=\""u8, stream.Url);
        if (stream.Track is { } track)
            cursor.Word(" track=\""u8, CxmlSpelling.Of(track));
        cursor.Attribute(" statusCallback=\""u8, stream.StatusCallback);
        cursor.Attribute(" statusCallbackMethod=\""u8, stream.StatusCallbackMethod);
        cursor.Extra(stream, start);
        if (stream.Parameters.IsEmpty && stream.ExtraChildren.IsEmpty)
        {
            cursor.Raw("/>"u8);
            return;
        }
        cursor.Raw(">"u8);
        foreach (var parameter in stream.Parameters)
            Parameter(ref cursor, parameter);
        ExtraChildren(ref cursor, stream.ExtraChildren);
        cursor.Raw("</Stream>"u8);
    }

    private static void Parameter(ref CxmlCursor cursor, Parameter parameter)
    {
        var start = cursor.Written;
        cursor.Raw("<Parameter"u8);
        cursor.Attribute(" name=\""u8, parameter.Name);
        cursor.Attribute(" value=\""u8, parameter.Value);
        cursor.Extra(parameter, start);
        cursor.Raw("/>"u8);
    }

    private static void ExtraChildren(ref CxmlCursor cursor, ImmutableArray<CustomVerb> children)
    {
        foreach (var child in children)
            Custom(ref cursor, child);
    }
}
