namespace OpBX.Cxml;

// Dial and its nouns.
public static partial class CxmlWriter
{
    private static void Dial(ref CxmlCursor cursor, Dial dial)
    {
        var start = cursor.Written;
        cursor.Raw("<Dial"u8);
        DialAttributes(ref cursor, dial);
        cursor.Extra(dial, start);
        var headers = dial.Headers;
        var nouns = dial.Nouns;
        var conference = dial.Conference;
        var service = dial.Service;
        if (nouns.IsEmpty && headers.IsEmpty && conference is null && service is null)
        {
            cursor.Raw("/>"u8);
            return;
        }
        cursor.Raw(">"u8);
        foreach (var header in headers)
            Header(ref cursor, header);
        if (conference is not null)
            Conference(ref cursor, conference);
        else if (service is not null)
            Service(ref cursor, service);
        foreach (var noun in nouns)
            Noun(ref cursor, noun);
        cursor.Raw("</Dial>"u8);
    }

    private static void DialAttributes(ref CxmlCursor cursor, Dial dial)
    {
        cursor.Attribute(" action=\""u8, dial.Action);
        cursor.Attribute(" method=\""u8, dial.Method);
        cursor.Attribute(" callerId=\""u8, dial.CallerId);
        cursor.Attribute(" callerName=\""u8, dial.CallerName);
        cursor.Attribute(" forwardHeaders=\""u8, dial.ForwardHeaders);
        cursor.Attribute(" headers=\""u8, dial.EncodedHeaders);
        cursor.Attribute(" timeout=\""u8, dial.Timeout);
        cursor.Attribute(" timeLimit=\""u8, dial.TimeLimit);
        cursor.Attribute(" hangupOnStar=\""u8, dial.HangupOnStar);
        cursor.Attribute(" hangupOn=\""u8, dial.HangupOn);
        if (dial.Record is { } record)
            cursor.Word(" record=\""u8, CxmlSpelling.Of(record));
        cursor.Attribute(" recordingStatusCallback=\""u8, dial.RecordingStatusCallback);
        cursor.Attribute(" recordingStatusCallbackMethod=\""u8, dial.RecordingStatusCallbackMethod);
        cursor.Attribute(" recordingStatusCallbackEvent=\""u8, dial.RecordingStatusCallbackEvent);
        cursor.Attribute(" trim=\""u8, dial.Trim);
        cursor.Attribute(" trunks=\""u8, dial.Trunks);
    }

    private static void Noun(ref CxmlCursor cursor, IDialNoun noun)
    {
        switch (noun)
        {
            case Number number:
                Number(ref cursor, number);
                break;
            case Sip sip:
                Sip(ref cursor, sip);
                break;
            case CustomVerb custom:
                Custom(ref cursor, custom);
                break;
        }
    }

    private static void Number(ref CxmlCursor cursor, Number number)
    {
        if (number.ExtraAttributes.IsEmpty)
        {
            cursor.Raw("<Number>"u8);
        }
        else
        {
            var start = cursor.Written;
            cursor.Raw("<Number"u8);
            cursor.Extra(number, start);
            cursor.Raw(">"u8);
        }
        cursor.Value(number.Value);
        cursor.Raw("</Number>"u8);
    }

    private static void Sip(ref CxmlCursor cursor, Sip sip)
    {
        var start = cursor.Written;
        cursor.Raw("<Sip"u8);
        cursor.Attribute(" username=\""u8, sip.Username);
        cursor.Attribute(" password=\""u8, sip.Password);
        if (sip.Domain is { } domain)
            cursor.Word(" domain=\""u8, CxmlSpelling.Of(domain));
        cursor.Extra(sip, start);
        cursor.Raw(">"u8);
        cursor.Value(sip.Uri);
        cursor.Raw("</Sip>"u8);
    }

    private static void Header(ref CxmlCursor cursor, DialHeader header)
    {
        var start = cursor.Written;
        cursor.Raw("<Header"u8);
        cursor.Attribute(" name=\""u8, header.Name);
        cursor.Attribute(" value=\""u8, header.Value);
        cursor.Extra(header, start);
        cursor.Raw("/>"u8);
    }

    private static void Service(ref CxmlCursor cursor, Service service)
    {
        var start = cursor.Written;
        cursor.Raw("<Service"u8);
        cursor.Attribute(" provider=\""u8, service.Provider);
        cursor.Attribute(" username=\""u8, service.Username);
        cursor.Attribute(" password=\""u8, service.Password);
        cursor.Extra(service, start);
        cursor.Raw(">"u8);
        cursor.Value(service.Id);
        cursor.Raw("</Service>"u8);
    }

    private static void Conference(ref CxmlCursor cursor, Conference conference)
    {
        var start = cursor.Written;
        cursor.Raw("<Conference"u8);
        ConferenceAttributes(ref cursor, conference);
        cursor.Extra(conference, start);
        if (conference.Room.Length == 0)
        {
            cursor.Raw("/>"u8);
            return;
        }
        cursor.Raw(">"u8);
        cursor.Value(conference.Room);
        cursor.Raw("</Conference>"u8);
    }

    private static void ConferenceAttributes(ref CxmlCursor cursor, Conference conference)
    {
        if (conference.Beep is { } beep)
            cursor.Word(" beep=\""u8, CxmlSpelling.Of(beep));
        if (conference.Dtmf is { } dtmf)
            cursor.Word(" dtmf=\""u8, CxmlSpelling.Of(dtmf));
        cursor.Attribute(" holdMusic=\""u8, conference.HoldMusic);
        cursor.Attribute(" muted=\""u8, conference.Muted);
        cursor.Attribute(" prompts=\""u8, conference.Prompts);
        if (conference.StartConferenceOnEnter is { } start)
            cursor.Word(" startConferenceOnEnter=\""u8, CxmlSpelling.Of(start));
        cursor.Attribute(" endConferenceOnExit=\""u8, conference.EndConferenceOnExit);
        cursor.Attribute(" maxParticipants=\""u8, conference.MaxParticipants);
        if (conference.Record is { } record)
            cursor.Word(" record=\""u8, CxmlSpelling.Of(record));
        cursor.Attribute(" recordingStatusCallback=\""u8, conference.RecordingStatusCallback);
        cursor.Attribute(" recordingStatusCallbackMethod=\""u8, conference.RecordingStatusCallbackMethod);
        cursor.Attribute(" recordingStatusCallbackEvent=\""u8, conference.RecordingStatusCallbackEvent);
        cursor.Attribute(" statusCallbackEvent=\""u8, conference.StatusCallbackEvent);
        cursor.Attribute(" statusCallback=\""u8, conference.StatusCallback);
        cursor.Attribute(" statusCallbackMethod=\""u8, conference.StatusCallbackMethod);
        if (conference.TalkDetection is { } detection)
            cursor.Word(" talkDetection=\""u8, CxmlSpelling.Of(detection));
        cursor.Attribute(" trim=\""u8, conference.Trim);
        cursor.Attribute(" waitUrl=\""u8, conference.WaitUrl);
        cursor.Attribute(" waitMethod=\""u8, conference.WaitMethod);
    }
}
