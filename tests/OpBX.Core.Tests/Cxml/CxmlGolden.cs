namespace OpBX.Cxml;

/// <summary>A document of each verb and noun with the bytes it must have: empty, with all attributes, with extra attributes, nested.</summary>
internal static class CxmlGolden
{
    public static readonly CxmlBaseAddress Base = new("https://pbx.example.com/api/");

    private static readonly CxmlAttribute Extra = new("futureKnob", "a<b");

    /// <summary>Documents that the contract accepts.</summary>
    public static IReadOnlyDictionary<string, (CxmlResponse Response, string Xml)> Valid { get; } = All(Verbs(), Dials(), Streams(), Conversations());

    /// <summary>Documents that use the escape hatch, so that the contract does not know all of what is in them.</summary>
    public static IReadOnlyDictionary<string, (CxmlResponse Response, string Xml)> Extended { get; } = All(Extensions());

    private static Dictionary<string, (CxmlResponse Response, string Xml)> All(params IEnumerable<(string Name, CxmlVerb Verb, string Xml)>[] groups) =>
        groups.SelectMany(group => group).ToDictionary(item => item.Name, item => (new CxmlResponse(item.Verb), item.Xml));

    private static IEnumerable<(string, CxmlVerb, string)> Verbs()
    {
        yield return ("say", new Say("Hello."), "<Say>Hello.</Say>");
        yield return ("say all", new Say("Hello.") { Answer = false, Loop = 0, Voice = "Google:en-US-Neural2-F", Language = "en-US", StatusCallback = "/said", StatusCallbackMethod = CxmlMethod.Get },
            "<Say answer=\"false\" loop=\"0\" voice=\"Google:en-US-Neural2-F\" language=\"en-US\" statusCallback=\"https://pbx.example.com/api/said\" statusCallbackMethod=\"GET\">Hello.</Say>");
        yield return ("say with mark-up", new Say(new SayText("Your number is "), new SayAs("1234", "digits") { Format = "x" }, new SayBreak { Time = 0.5, Strength = "weak" }, new SayAudio("https://a.example.com/x.mp3?a=1&b=2")),
            "<Say>Your number is <say-as interpret-as=\"digits\" format=\"x\">1234</say-as><break time=\"500ms\" strength=\"weak\"/><audio src=\"https://a.example.com/x.mp3?a=1&amp;b=2\"/></Say>");
        yield return ("say text and mark-up", new Say("One") { Content = [new SayBreak(), new SayText("two")] }, "<Say>One<break/>two</Say>");
        yield return ("play", new Play("https://a.example.com/x.mp3?a=1&b=2"), "<Play>https://a.example.com/x.mp3?a=1&amp;b=2</Play>");
        yield return ("play all", new Play("https://a.example.com/x.mp3") { Answer = true, Digits = "1w2", Loop = 3, StatusCallback = "https://b.example.com/s", StatusCallbackMethod = CxmlMethod.Post },
            "<Play answer=\"true\" digits=\"1w2\" loop=\"3\" statusCallback=\"https://b.example.com/s\" statusCallbackMethod=\"POST\">https://a.example.com/x.mp3</Play>");
        yield return ("play tones", Play.Tones("12w3"), "<Play digits=\"12w3\"/>");
        yield return ("pause", new Pause(), "<Pause/>");
        yield return ("pause all", new Pause(2.5) { Answer = true }, "<Pause answer=\"true\" length=\"2.5\"/>");
        yield return ("hangup", new Hangup(), "<Hangup/>");
        yield return ("reject", new Reject(), "<Reject/>");
        yield return ("reject all", new Reject(RejectReason.Busy), "<Reject reason=\"busy\"/>");
        yield return ("redirect", new Redirect("/voice/continue?at=x&hops=1"), "<Redirect>https://pbx.example.com/api/voice/continue?at=x&amp;hops=1</Redirect>");
        yield return ("redirect all", new Redirect(new Uri("https://b.example.com/next")) { Method = CxmlMethod.Get }, "<Redirect method=\"GET\">https://b.example.com/next</Redirect>");
        yield return ("coach", new Coach("0123abc"), "<Coach>0123abc</Coach>");
        yield return ("coach all", new Coach("0123abc") { Policy = CoachPolicy.Barge, SpyDirection = CoachDirection.Callee, WhisperDirection = CoachDirection.None, FinishOnKey = "#" },
            "<Coach policy=\"barge\" spyDirection=\"calee\" whisperDirection=\"none\" finishOnKey=\"#\">0123abc</Coach>");
        yield return ("gather", new Gather(), "<Gather/>");
        yield return ("gather all", new Gather
        {
            Action = CxmlUrl.Relative(new FormattedUrl("/voice/continue?at=ivr:3&attempt=1")),
            Method = CxmlMethod.Post,
            Input = GatherInput.DtmfSpeech,
            FinishOnKey = "",
            NumDigits = 1,
            MaxTimeout = 10,
            Timeout = 5.25,
            SpeechTimeout = 1.5,
            SpeechEngine = SpeechEngine.Google,
            Language = "en",
            ActionOnEmptyResult = true,
            MaxDuration = 0.001,
            SpeechDetection = SpeechDetection.Stt,
            Interruptible = false,
        },
            "<Gather action=\"https://pbx.example.com/api/voice/continue?at=ivr:3&amp;attempt=1\" method=\"POST\" input=\"dtmf speech\" finishOnKey=\"\" numDigits=\"1\" maxTimeout=\"10\" timeout=\"5.25\" speechTimeout=\"1.5\" speechEngine=\"google\" language=\"en\" actionOnEmptyResult=\"true\" maxDuration=\"0.001\" speechDetection=\"stt\" interruptible=\"false\"/>");
        yield return ("gather nested", new Gather(new Say("Press 1."), new Play("https://a.example.com/x.mp3"), new Pause(1)) { SpeechTimeout = SpeechTimeout.Auto },
            "<Gather speechTimeout=\"auto\"><Say>Press 1.</Say><Play>https://a.example.com/x.mp3</Play><Pause length=\"1\"/></Gather>");
        yield return ("record", new Record(), "<Record/>");
        yield return ("record all", new Record
        {
            Action = "vm-done",
            Method = CxmlMethod.Get,
            Timeout = 7,
            FinishOnKey = "#",
            MaxLength = 120,
            PlayBeep = true,
            RecordingStatusCallback = "/vm-ready?sig=1",
            RecordingStatusCallbackMethod = CxmlMethod.Post,
            RecordingStatusCallbackEvent = RecordingEvents.InProgress | RecordingEvents.Completed | RecordingEvents.Absent,
            Trim = RecordingTrim.DoNotTrim,
            Answer = true,
            MaxSilence = 4,
            FileFormat = RecordFileFormat.Wav,
            Transcribe = false,
            TranscribeCallback = "/text",
            TranscribeEngine = "x",
        },
            "<Record action=\"https://pbx.example.com/api/vm-done\" method=\"GET\" timeout=\"7\" finishOnKey=\"#\" maxLength=\"120\" playBeep=\"true\" recordingStatusCallback=\"https://pbx.example.com/api/vm-ready?sig=1\" recordingStatusCallbackMethod=\"POST\" recordingStatusCallbackEvent=\"in-progress completed absent\" trim=\"do-not-trim\" answer=\"true\" maxSilence=\"4\" fileFormat=\"wav\" transcribe=\"false\" transcribeCallback=\"https://pbx.example.com/api/text\" transcribeEngine=\"x\"/>");
        yield return ("record nested", new Record(new Say("Speak now."), new Play("https://a.example.com/x.mp3"), new Pause()), "<Record><Say>Speak now.</Say><Play>https://a.example.com/x.mp3</Play><Pause/></Record>");
    }

    private static IEnumerable<(string, CxmlVerb, string)> Dials()
    {
        yield return ("dial number", new Dial(new Number("1001")), "<Dial><Number>1001</Number></Dial>");
        yield return ("dial all", new Dial(new Number("+15550100"))
        {
            Headers = [new DialHeader("X-Tenant", "7"), new DialHeader("Group", "a\"b")],
            Action = "/dialled?at=x",
            Method = CxmlMethod.Post,
            CallerId = "+15550101",
            CallerName = "Office & Co",
            ForwardHeaders = true,
            EncodedHeaders = "X-A=1&X-B=2",
            Timeout = 30,
            TimeLimit = 14400,
            HangupOnStar = false,
            HangupOn = "*#",
            Record = DialRecord.RecordFromAnswer,
            RecordingStatusCallback = "/ready",
            RecordingStatusCallbackMethod = CxmlMethod.Get,
            RecordingStatusCallbackEvent = RecordingEvents.Completed,
            Trim = RecordingTrim.TrimSilence,
            Trunks = "carrier-a,carrier-b",
        },
            "<Dial action=\"https://pbx.example.com/api/dialled?at=x\" method=\"POST\" callerId=\"+15550101\" callerName=\"Office &amp; Co\" forwardHeaders=\"true\" headers=\"X-A=1&amp;X-B=2\" timeout=\"30\" timeLimit=\"14400\" hangupOnStar=\"false\" hangupOn=\"*#\" record=\"record-from-answer\" recordingStatusCallback=\"https://pbx.example.com/api/ready\" recordingStatusCallbackMethod=\"GET\" recordingStatusCallbackEvent=\"completed\" trim=\"trim-silence\" trunks=\"carrier-a,carrier-b\"><Header name=\"X-Tenant\" value=\"7\"/><Header name=\"X-Group\" value=\"a&quot;b\"/><Number>+15550100</Number></Dial>");
        yield return ("dial several", new Dial(new Number("1001"), new Sip("sip:1002@pbx.example.com;transport=tls"), new Number("1003")) { Timeout = 5 },
            "<Dial timeout=\"5\"><Number>1001</Number><Sip>sip:1002@pbx.example.com;transport=tls</Sip><Number>1003</Number></Dial>");
        yield return ("sip all", new Dial(new Sip("1002@pbx.example.com") { Username = "u", Password = "p&w", Domain = SipDomain.Destination }),
            "<Dial><Sip username=\"u\" password=\"p&amp;w\" domain=\"destination\">1002@pbx.example.com</Sip></Dial>");
        yield return ("service", new Dial(new Service("agent-1") { Provider = "vapi" }), "<Dial><Service provider=\"vapi\">agent-1</Service></Dial>");
        yield return ("service all", new Dial(new Service("agent-1") { Provider = "retell", Username = "u", Password = "p" }),
            "<Dial><Service provider=\"retell\" username=\"u\" password=\"p\">agent-1</Service></Dial>");
        yield return ("conference", new Dial(new Conference("room-7")), "<Dial><Conference>room-7</Conference></Dial>");
        yield return ("conference of the default room", new Dial(new Conference("")), "<Dial><Conference/></Dial>");
        yield return ("conference all", new Dial(new Conference("room-7")
        {
            Beep = ConferenceBeep.OnEnter,
            Dtmf = ConferenceDtmf.Pass,
            HoldMusic = false,
            Muted = true,
            Prompts = true,
            StartConferenceOnEnter = ConferenceStart.Required,
            EndConferenceOnExit = true,
            MaxParticipants = 25,
            Record = ConferenceRecord.RecordFromStart,
            RecordingStatusCallback = "/r",
            RecordingStatusCallbackMethod = CxmlMethod.Get,
            RecordingStatusCallbackEvent = RecordingEvents.Absent,
            StatusCallback = "/s",
            StatusCallbackMethod = CxmlMethod.Post,
            StatusCallbackEvent = ConferenceEvents.Start | ConferenceEvents.End | ConferenceEvents.Join | ConferenceEvents.Leave | ConferenceEvents.Mute | ConferenceEvents.Hold | ConferenceEvents.Dtmf | ConferenceEvents.Speaker,
            TalkDetection = TalkDetection.Lazy,
            Trim = RecordingTrim.DoNotTrim,
            WaitUrl = "/w",
            WaitMethod = CxmlMethod.Get,
        })
        { Action = "/left" },
            "<Dial action=\"https://pbx.example.com/api/left\"><Conference beep=\"onEnter\" dtmf=\"pass\" holdMusic=\"false\" muted=\"true\" prompts=\"true\" startConferenceOnEnter=\"required\" endConferenceOnExit=\"true\" maxParticipants=\"25\" record=\"record-from-start\" recordingStatusCallback=\"https://pbx.example.com/api/r\" recordingStatusCallbackMethod=\"GET\" recordingStatusCallbackEvent=\"absent\" statusCallbackEvent=\"start end join leave mute hold dtmf speaker\" statusCallback=\"https://pbx.example.com/api/s\" statusCallbackMethod=\"POST\" talkDetection=\"lazy\" trim=\"do-not-trim\" waitUrl=\"https://pbx.example.com/api/w\" waitMethod=\"GET\">room-7</Conference></Dial>");
    }

    private static IEnumerable<(string, CxmlVerb, string)> Streams()
    {
        yield return ("connect", new Connect("wss://ai.example.com/s"), "<Connect><Stream url=\"wss://ai.example.com/s\"/></Connect>");
        yield return ("connect all", new Connect(new Stream("wss://ai.example.com/s?a=1&b=2")
        {
            Name = "ai",
            Track = StreamTrack.Both,
            StatusCallback = "/stream",
            StatusCallbackMethod = CxmlMethod.Post,
            Parameters = [new Parameter("agent", "7"), new Parameter("note", "a\nb")],
        })
        { Action = "/after" },
            "<Connect action=\"https://pbx.example.com/api/after\"><Stream name=\"ai\" url=\"wss://ai.example.com/s?a=1&amp;b=2\" track=\"both_tracks\" statusCallback=\"https://pbx.example.com/api/stream\" statusCallbackMethod=\"POST\"><Parameter name=\"agent\" value=\"7\"/><Parameter name=\"note\" value=\"a&#xA;b\"/></Stream></Connect>");
        yield return ("start", new Start("tap", "wss://ai.example.com/s", new Parameter("k", "v")), "<Start><Stream name=\"tap\" url=\"wss://ai.example.com/s\"><Parameter name=\"k\" value=\"v\"/></Stream></Start>");
        yield return ("start initialised", new Start { Stream = new Stream("ws://ai.example.com/s") }, "<Start><Stream url=\"ws://ai.example.com/s\"/></Start>");
        yield return ("stop", new Stop("tap"), "<Stop><Stream name=\"tap\"/></Stop>");
    }

    private static IEnumerable<(string, CxmlVerb, string)> Conversations()
    {
        yield return ("converse", new Converse(), "<Converse/>");
        yield return ("converse all", new Converse(
            new SystemPrompt("Be brief & kind."),
            new UserPrompt("Hello?"),
            new Tool("lookup", "/tools/lookup")
            {
                Description = "Finds an order.",
                Parameters = [new ToolParameter("kind") { Description = "What", Type = ToolParameterType.Enum, Required = true, Values = "a,b" }, new ToolParameter("Session")],
            },
            new Tool("end", "/tools/end"))
        {
            Voice = "man",
            Language = "en-US",
            StatusCallback = "/c",
            StatusCallbackMethod = CxmlMethod.Get,
            StatusCallbackEvent = ConverseEvents.InProgress | ConverseEvents.ToolResponse | ConverseEvents.LlmResponse | ConverseEvents.Completed,
            SessionTools = SessionTools.Hangup | SessionTools.Redirect | SessionTools.Dial,
            Model = "openai:gpt-4o-mini",
            Context = ConverseContext.None,
            Temperature = 0.25,
        },
            "<Converse voice=\"man\" language=\"en-US\" statusCallback=\"https://pbx.example.com/api/c\" statusCallbackMethod=\"GET\" statusCallbackEvent=\"in-progress,tool-response,llm-response,completed\" sessionTools=\"hangup redirect dial\" model=\"openai:gpt-4o-mini\" context=\"none\" temperature=\"0.25\"><System>Be brief &amp; kind.</System><User>Hello?</User><Tool name=\"lookup\" url=\"https://pbx.example.com/api/tools/lookup\"><Description>Finds an order.</Description><Parameter name=\"kind\" description=\"What\" type=\"enum\" required=\"true\" values=\"a,b\"/><Parameter name=\"Session\"/></Tool><Tool name=\"end\" url=\"https://pbx.example.com/api/tools/end\"/></Converse>");
        yield return ("converse in gather", new Gather(new Converse(new SystemPrompt("Ask."))) { Input = GatherInput.Speech }, "<Gather input=\"speech\"><Converse><System>Ask.</System><Speech/></Converse></Gather>");
        yield return ("converse outside gather has no speech", new Converse(new SystemPrompt("Ask.")) { Speech = new Speech() }, "<Converse><System>Ask.</System></Converse>");
    }

    private static IEnumerable<(string, CxmlVerb, string)> Extensions()
    {
        const string Attribute = " futureKnob=\"a&lt;b\"";
        yield return ("say", new Say("x") { Voice = "man", ExtraAttributes = [Extra] }, $"<Say voice=\"man\"{Attribute}>x</Say>");
        yield return ("say content", new Say(new SayAs("1", "digits") { ExtraAttributes = [Extra] }, new SayBreak { ExtraAttributes = [Extra] }, new SayAudio("https://a.example.com") { ExtraAttributes = [Extra] }, new CustomVerb("lang", [new CxmlAttribute("xml:lang", "fr-FR")], [new SayText("oui"), new SayBreak()], "Ah ")),
            $"<Say><say-as interpret-as=\"digits\"{Attribute}>1</say-as><break{Attribute}/><audio src=\"https://a.example.com\"{Attribute}/><lang xml:lang=\"fr-FR\">Ah oui<break/></lang></Say>");
        yield return ("play", new Play("https://a.example.com") { ExtraAttributes = [Extra] }, $"<Play{Attribute}>https://a.example.com</Play>");
        yield return ("pause", new Pause { ExtraAttributes = [Extra] }, $"<Pause{Attribute}/>");
        yield return ("hangup", new Hangup { ExtraAttributes = [Extra] }, $"<Hangup{Attribute}/>");
        yield return ("reject", new Reject { ExtraAttributes = [Extra] }, $"<Reject{Attribute}/>");
        yield return ("redirect", new Redirect("/x") { ExtraAttributes = [Extra] }, $"<Redirect{Attribute}>https://pbx.example.com/api/x</Redirect>");
        yield return ("coach", new Coach("t") { ExtraAttributes = [Extra] }, $"<Coach{Attribute}>t</Coach>");
        yield return ("gather", new Gather(new CustomVerb("Beep")) { NumDigits = 2, ExtraAttributes = [Extra, new CxmlAttribute("hints", "yes, no")] }, $"<Gather numDigits=\"2\"{Attribute} hints=\"yes, no\"><Beep/></Gather>");
        yield return ("record", new Record(new CustomVerb("Beep")) { ExtraAttributes = [Extra] }, $"<Record{Attribute}><Beep/></Record>");
        yield return ("dial", new Dial(new Number("1") { ExtraAttributes = [Extra] }, new Sip("a@b") { ExtraAttributes = [Extra] }, new CustomVerb("Queue", default, default, "q&a"))
        {
            Headers = [new DialHeader("X-A", "b") { ExtraAttributes = [Extra] }],
            ExtraAttributes = [new CxmlAttribute("answerOnBridge", "true")],
        },
            $"<Dial answerOnBridge=\"true\"><Header name=\"X-A\" value=\"b\"{Attribute}/><Number{Attribute}>1</Number><Sip{Attribute}>a@b</Sip><Queue>q&amp;a</Queue></Dial>");
        yield return ("conference", new Dial(new Conference("r") { ExtraAttributes = [Extra] }), $"<Dial><Conference{Attribute}>r</Conference></Dial>");
        yield return ("service", new Dial(new Service("r") { Provider = "p", ExtraAttributes = [Extra] }), $"<Dial><Service provider=\"p\"{Attribute}>r</Service></Dial>");
        yield return ("connect", new Connect(new Stream("wss://a.example.com") { Parameters = [new Parameter("a", "b") { ExtraAttributes = [Extra] }], ExtraChildren = [new CustomVerb("Codec")], ExtraAttributes = [Extra] }) { ExtraAttributes = [Extra], ExtraChildren = [new CustomVerb("Other")] },
            $"<Connect{Attribute}><Stream url=\"wss://a.example.com\"{Attribute}><Parameter name=\"a\" value=\"b\"{Attribute}/><Codec/></Stream><Other/></Connect>");
        yield return ("start", new Start(new Stream("wss://a.example.com")) { ExtraAttributes = [Extra], ExtraChildren = [new CustomVerb("Other")] }, $"<Start{Attribute}><Stream url=\"wss://a.example.com\"/><Other/></Start>");
        yield return ("stop", new Stop("n") { ExtraAttributes = [Extra], ExtraChildren = [new CustomVerb("Other")] }, $"<Stop{Attribute}><Stream name=\"n\"/><Other/></Stop>");
        yield return ("converse", new Gather(new Converse(
            new SystemPrompt("s") { ExtraAttributes = [Extra] },
            new UserPrompt("") { ExtraAttributes = [Extra] },
            new Tool("t", "https://a.example.com") { Description = new Description("d") { ExtraAttributes = [Extra] }, Parameters = [new ToolParameter("p") { ExtraAttributes = [Extra] }], ExtraChildren = [new CustomVerb("Hint")], ExtraAttributes = [Extra] },
            new CustomVerb("Memory"))
        { Speech = new Speech { ExtraAttributes = [Extra] }, ExtraAttributes = [Extra] }),
            $"<Gather><Converse{Attribute}><System{Attribute}>s</System><User{Attribute}/><Tool name=\"t\" url=\"https://a.example.com\"{Attribute}><Description{Attribute}>d</Description><Parameter name=\"p\"{Attribute}/><Hint/></Tool><Memory/><Speech{Attribute}/></Converse></Gather>");
        yield return ("custom", new CustomVerb("Enqueue") { ExtraAttributes = [Extra], Text = "<x>", Children = [new CustomVerb("Élan"), new Say("hi"), new Number("1")] },
            $"<Enqueue{Attribute}>&lt;x&gt;<Élan/><Say>hi</Say><Number>1</Number></Enqueue>");
        yield return ("custom holding every noun", new CustomVerb("Any")
        {
            Children =
            [
                new Sip("a@b"), new Conference("c"), new Service("d") { Provider = "e" }, new DialHeader("X-F", "g"), new Stream("wss://h.example.com"), new Parameter("i", "j"),
                new Tool("k", "https://l.example.com"), new ToolParameter("m"), new Description("n"), new SystemPrompt("o"), new UserPrompt("p"), new Speech(), new SayText("q"), new SayAs("r", "s"), new SayBreak(), new SayAudio("t"),
                new Gather(), new Record(), new Dial(), new Play("u"), new Pause(), new Hangup(), new Reject(), new Redirect("https://v.example.com"), new Coach("w"), new Connect("x"), new Start(null, "y"), new Stop("z"), new Converse(),
            ],
        },
            "<Any><Sip>a@b</Sip><Conference>c</Conference><Service provider=\"e\">d</Service><Header name=\"X-F\" value=\"g\"/><Stream url=\"wss://h.example.com\"/><Parameter name=\"i\" value=\"j\"/><Tool name=\"k\" url=\"https://l.example.com\"/><Parameter name=\"m\"/><Description>n</Description><System>o</System><User>p</User><Speech/>q<say-as interpret-as=\"s\">r</say-as><break/><audio src=\"t\"/><Gather/><Record/><Dial/><Play>u</Play><Pause/><Hangup/><Reject/><Redirect>https://v.example.com</Redirect><Coach>w</Coach><Connect><Stream url=\"x\"/></Connect><Start><Stream url=\"y\"/></Start><Stop><Stream name=\"z\"/></Stop><Converse/></Any>");
    }
}
