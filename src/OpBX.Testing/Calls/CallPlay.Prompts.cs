using System.Globalization;
using System.Xml.Linq;

namespace OpBX.Calls;

/// <content>Prompts, keys and messages.</content>
internal sealed partial class CallPlay
{
    private Step.End? Hear(XElement verb, bool inMenu)
    {
        bool isPlay = verb.Name.LocalName == "Play";
        string? tones = isPlay ? (string?)verb.Attribute("digits") : null;
        if (inMenu || Flag(verb, "answer", true)) Answer();
        var heard = new HeardPrompt
        {
            Kind = tones is not null ? PromptKind.Tones : isPlay ? PromptKind.Played : PromptKind.Spoken,
            Text = tones ?? verb.Value.Trim(),
            Answered = IsAnswered,
            InMenu = inMenu,
            Voice = (string?)verb.Attribute("voice"),
            Language = (string?)verb.Attribute("language"),
            Stage = _stage,
            At = _elapsed,
        };
        _book.Heard.Add(heard);
        _book.Note(_elapsed, $"hears {heard}");
        if (!inMenu && HangsUp(CallMoment.WhileListening)) return new Step.End(CallEndReason.CallerHungUp);
        // What is played for ever ends when the caller hangs up.
        return Whole(verb, "loop") == 0 ? new Step.End(CallEndReason.CallerHungUp) : null;
    }

    private void HearNested(XElement verb)
    {
        foreach (XElement prompt in verb.Elements())
        {
            if (prompt.Name.LocalName is "Say" or "Play") Hear(prompt, inMenu: true);
            else if (prompt.Name.LocalName is "Pause") _elapsed += Seconds(prompt, "length", 1);
        }
    }

    private Step? Gather(XElement verb)
    {
        Answer();
        HearNested(verb);
        if (HangsUp(CallMoment.InMenu)) return new Step.End(CallEndReason.CallerHungUp);
        TimeSpan asked = _elapsed;
        TimeSpan wait = Seconds(verb, "maxTimeout", 30);
        TimeSpan between = Seconds(verb, "timeout", 5);
        CallerInput input = _inputs < script.Inputs.Count ? script.Inputs[_inputs++] : default;
        string kinds = (string?)verb.Attribute("input") ?? "dtmf";
        string? speech = kinds.Contains("speech", StringComparison.Ordinal) ? input.Speech : null;
        string pressed = kinds.Contains("dtmf", StringComparison.Ordinal) ? input.Keys ?? "" : "";
        string digits = Take(pressed, (string?)verb.Attribute("finishOnKey") ?? "#", Whole(verb, "numDigits"), out bool finished);
        _elapsed += TimeSpan.FromSeconds(pressed.Length) + (finished || speech is not null ? TimeSpan.Zero : digits.Length > 0 ? between : wait);
        _book.Asked.Add(new AskedInput
        {
            Digits = digits,
            Speech = speech,
            NumDigits = Whole(verb, "numDigits"),
            FinishOnKey = (string?)verb.Attribute("finishOnKey"),
            MaxTimeout = wait,
            Timeout = between,
            Stage = _stage,
            At = asked,
        });
        _book.Note(asked, speech is not null ? $"says «{speech}»" : pressed.Length > 0 ? $"presses {pressed}" : "presses nothing");
        if (digits.Length == 0 && speech is null && !Flag(verb, "actionOnEmptyResult", false)) return null;
        PlatformRequest request = Request("in-progress");
        if (speech is null || digits.Length > 0) request.Set("Digits", digits);
        return Go(verb, request.Set("SpeechResult", speech));
    }

    /// <summary>The keys that the platform takes: up to a finishing key, which is not one of them, and no more than asked for.</summary>
    private static string Take(string pressed, string finishOnKey, int? numDigits, out bool finished)
    {
        int end = pressed.AsSpan().IndexOfAny(finishOnKey);
        finished = end >= 0;
        string digits = finished ? pressed[..end] : pressed;
        if (numDigits is not { } most || digits.Length < most) return digits;
        finished = true;
        return digits[..most];
    }

    private Step? Record(XElement verb)
    {
        Answer();
        HearNested(verb);
        if (script.MessageSeconds == 0)
        {
            _elapsed += Seconds(verb, "timeout", 5);
            _book.Note(_elapsed, "leaves no message");
            return HangsUp(CallMoment.WhileRecording) ? new Step.End(CallEndReason.CallerHungUp) : null;
        }
        TimeSpan length = TimeSpan.FromSeconds(Math.Min(script.MessageSeconds, Number(verb, "maxLength") ?? 3600));
        _elapsed += length;
        MadeRecording made = AddRecording(verb, length, isMessage: true);
        if (HangsUp(CallMoment.WhileRecording)) return new Step.End(CallEndReason.CallerHungUp);
        return Go(verb, Request("in-progress").Set("RecordingUrl", made.Url)
            .Set("RecordingDuration", length.TotalSeconds.ToString("0", CultureInfo.InvariantCulture)));
    }
}
