namespace OpBX.Cxml;

// Verbs that speak, play, listen and record.
public static partial class CxmlWriter
{
    private static void Say(ref CxmlCursor cursor, Say say)
    {
        var start = cursor.Written;
        cursor.Raw("<Say"u8);
        cursor.Attribute(" answer=\""u8, say.Answer);
        cursor.Attribute(" loop=\""u8, say.Loop);
        cursor.Attribute(" voice=\""u8, say.Voice);
        cursor.Attribute(" language=\""u8, say.Language);
        cursor.Attribute(" statusCallback=\""u8, say.StatusCallback);
        cursor.Attribute(" statusCallbackMethod=\""u8, say.StatusCallbackMethod);
        cursor.Extra(say, start);
        var content = say.Content;
        if (say.Text.Length == 0 && content.IsEmpty)
        {
            cursor.Raw("/>"u8);
            return;
        }
        cursor.Raw(">"u8);
        cursor.Text(say.Text);
        foreach (var part in content)
            SayContent(ref cursor, part);
        cursor.Raw("</Say>"u8);
    }

    private static void SayContent(ref CxmlCursor cursor, ISayContent content)
    {
        switch (content)
        {
            case SayText text:
                cursor.Text(text.Text);
                break;
            case SayAs sayAs:
                SayAs(ref cursor, sayAs);
                break;
            case SayBreak pause:
                SayBreak(ref cursor, pause);
                break;
            case SayAudio audio:
                var start = cursor.Written;
                cursor.Raw("<audio"u8);
                cursor.Attribute(" src=\""u8, audio.Source);
                cursor.Extra(audio, start);
                cursor.Raw("/>"u8);
                break;
            case CustomVerb custom:
                Custom(ref cursor, custom);
                break;
        }
    }

    private static void SayAs(ref CxmlCursor cursor, SayAs sayAs)
    {
        var start = cursor.Written;
        cursor.Raw("<say-as"u8);
        cursor.Attribute(" interpret-as=\""u8, sayAs.InterpretAs);
        cursor.Attribute(" format=\""u8, sayAs.Format);
        cursor.Extra(sayAs, start);
        cursor.Raw(">"u8);
        cursor.Text(sayAs.Text);
        cursor.Raw("</say-as>"u8);
    }

    private static void SayBreak(ref CxmlCursor cursor, SayBreak pause)
    {
        var start = cursor.Written;
        cursor.Raw("<break"u8);
        if (pause.Time is { } seconds)
        {
            cursor.Raw(" time=\""u8);
            cursor.Integer((uint)Math.Round(seconds * 1000));
            cursor.Raw("ms\""u8);
        }
        cursor.Attribute(" strength=\""u8, pause.Strength);
        cursor.Extra(pause, start);
        cursor.Raw("/>"u8);
    }

    private static void Play(ref CxmlCursor cursor, Play play)
    {
        var start = cursor.Written;
        cursor.Raw("<Play"u8);
        cursor.Attribute(" answer=\""u8, play.Answer);
        cursor.Attribute(" digits=\""u8, play.Digits);
        cursor.Attribute(" loop=\""u8, play.Loop);
        cursor.Attribute(" statusCallback=\""u8, play.StatusCallback);
        cursor.Attribute(" statusCallbackMethod=\""u8, play.StatusCallbackMethod);
        cursor.Extra(play, start);
        if (play.Url.Length == 0)
        {
            cursor.Raw("/>"u8);
            return;
        }
        cursor.Raw(">"u8);
        cursor.Value(play.Url);
        cursor.Raw("</Play>"u8);
    }

    private static void Pause(ref CxmlCursor cursor, Pause pause)
    {
        var start = cursor.Written;
        cursor.Raw("<Pause"u8);
        cursor.Attribute(" answer=\""u8, pause.Answer);
        cursor.Attribute(" length=\""u8, pause.Length);
        cursor.Extra(pause, start);
        cursor.Raw("/>"u8);
    }

    private static void Gather(ref CxmlCursor cursor, Gather gather)
    {
        var start = cursor.Written;
        cursor.Raw("<Gather"u8);
        cursor.Attribute(" action=\""u8, gather.Action);
        cursor.Attribute(" method=\""u8, gather.Method);
        if (gather.Input is { } input)
            cursor.Word(" input=\""u8, CxmlSpelling.Of(input));
        cursor.Attribute(" finishOnKey=\""u8, gather.FinishOnKey);
        cursor.Attribute(" numDigits=\""u8, gather.NumDigits);
        cursor.Attribute(" maxTimeout=\""u8, gather.MaxTimeout);
        cursor.Attribute(" timeout=\""u8, gather.Timeout);
        cursor.Attribute(" speechTimeout=\""u8, gather.SpeechTimeout);
        if (gather.SpeechEngine is { } engine)
            cursor.Word(" speechEngine=\""u8, CxmlSpelling.Of(engine));
        cursor.Attribute(" language=\""u8, gather.Language);
        cursor.Attribute(" actionOnEmptyResult=\""u8, gather.ActionOnEmptyResult);
        cursor.Attribute(" maxDuration=\""u8, gather.MaxDuration);
        if (gather.SpeechDetection is { } detection)
            cursor.Word(" speechDetection=\""u8, CxmlSpelling.Of(detection));
        cursor.Attribute(" interruptible=\""u8, gather.Interruptible);
        cursor.Extra(gather, start);
        if (gather.Prompts.IsEmpty)
        {
            cursor.Raw("/>"u8);
            return;
        }
        cursor.Raw(">"u8);
        foreach (var prompt in gather.Prompts)
            GatherPrompt(ref cursor, prompt);
        cursor.Raw("</Gather>"u8);
    }

    private static void GatherPrompt(ref CxmlCursor cursor, IGatherPrompt prompt)
    {
        switch (prompt)
        {
            case Say say:
                Say(ref cursor, say);
                break;
            case Play play:
                Play(ref cursor, play);
                break;
            case Pause pause:
                Pause(ref cursor, pause);
                break;
            case Converse converse:
                Converse(ref cursor, converse, insideGather: true);
                break;
            case CustomVerb custom:
                Custom(ref cursor, custom);
                break;
        }
    }

    private static void Record(ref CxmlCursor cursor, Record record)
    {
        var start = cursor.Written;
        cursor.Raw("<Record"u8);
        cursor.Attribute(" action=\""u8, record.Action);
        cursor.Attribute(" method=\""u8, record.Method);
        cursor.Attribute(" timeout=\""u8, record.Timeout);
        cursor.Attribute(" finishOnKey=\""u8, record.FinishOnKey);
        cursor.Attribute(" maxLength=\""u8, record.MaxLength);
        cursor.Attribute(" playBeep=\""u8, record.PlayBeep);
        cursor.Attribute(" recordingStatusCallback=\""u8, record.RecordingStatusCallback);
        cursor.Attribute(" recordingStatusCallbackMethod=\""u8, record.RecordingStatusCallbackMethod);
        cursor.Attribute(" recordingStatusCallbackEvent=\""u8, record.RecordingStatusCallbackEvent);
        cursor.Attribute(" trim=\""u8, record.Trim);
        cursor.Attribute(" answer=\""u8, record.Answer);
        cursor.Attribute(" maxSilence=\""u8, record.MaxSilence);
        if (record.FileFormat is { } format)
            cursor.Word(" fileFormat=\""u8, CxmlSpelling.Of(format));
        cursor.Attribute(" transcribe=\""u8, record.Transcribe);
        cursor.Attribute(" transcribeCallback=\""u8, record.TranscribeCallback);
        cursor.Attribute(" transcribeEngine=\""u8, record.TranscribeEngine);
        cursor.Extra(record, start);
        if (record.Prompts.IsEmpty)
        {
            cursor.Raw("/>"u8);
            return;
        }
        cursor.Raw(">"u8);
        foreach (var prompt in record.Prompts)
            RecordPrompt(ref cursor, prompt);
        cursor.Raw("</Record>"u8);
    }

    private static void RecordPrompt(ref CxmlCursor cursor, IRecordPrompt prompt)
    {
        switch (prompt)
        {
            case Say say:
                Say(ref cursor, say);
                break;
            case Play play:
                Play(ref cursor, play);
                break;
            case Pause pause:
                Pause(ref cursor, pause);
                break;
            case CustomVerb custom:
                Custom(ref cursor, custom);
                break;
        }
    }
}
