using System.Text;

namespace OpBX.Cxml;

public sealed class CxmlSchemaTests
{
    public static TheoryData<string> GoldenNames => [.. CxmlGolden.Valid.Keys];

    [Theory]
    [MemberData(nameof(GoldenNames))]
    public void Validate_every_golden_document_is_valid(string name)
    {
        var response = CxmlGolden.Valid[name].Response;

        CxmlSchema.Default.Validate(response).Should().BeEmpty();
        CxmlSchema.Default.Validate(CxmlDocuments.Bytes(response, CxmlGolden.Base)).Should().BeEmpty();
        CxmlSchema.Default.Validate(CxmlDocuments.Text(response, CxmlGolden.Base)).Should().BeEmpty();
    }

    [Fact]
    public void Validate_skeletons_of_the_reference_are_valid()
    {
        string[] skeletons =
        [
            "<Response><Dial timeout=\"30\" action=\"/dial-done?group=7\"><Number>1001</Number><Number>1002</Number></Dial></Response>",
            "<Response><Dial><Header name=\"X-Tenant\" value=\"7\"/><Sip username=\"u\" password=\"p\">sip:100@sip.example.net;transport=tls</Sip></Dial></Response>",
            "<Response><Dial>+15550100</Dial></Response>",
            "<Response><Gather input=\"dtmf\" numDigits=\"1\" timeout=\"5\" action=\"/ivr?m=3\" actionOnEmptyResult=\"true\" finishOnKey=\"\"><Say>...</Say></Gather></Response>",
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response>\n  <!-- two verbs -->\n  <Say language=\"en\">Hi <break time=\"1s\"/></Say>\n  <Hangup/>\n</Response>\n",
            "<Response><Conference/></Response>".Replace("<Conference/>", "<Dial><Conference/></Dial>", StringComparison.Ordinal),
            "<Response/>",
        ];

        skeletons.Should().AllSatisfy(skeleton => CxmlSchema.Default.Validate(skeleton).Should().BeEmpty(skeleton));
    }

    [Theory]
    [InlineData("<Response><Say volume='9'>x</Say></Response>", "Response/Say[1]: attribute volume is unknown")]
    [InlineData("<Response><Say Voice='man'>x</Say></Response>", "Response/Say[1]: attribute Voice is unknown")]
    [InlineData("<Response><Gather hints='x'/></Response>", "Response/Gather[1]: attribute hints is inherited from TwiML and not confirmed")]
    [InlineData("<Response><Dial answerOnBridge='true'>1</Dial></Response>", "Response/Dial[1]: attribute answerOnBridge is inherited from TwiML and not confirmed")]
    [InlineData("<Response><Dial><Number>1</Number><Number url='/x'>2</Number></Dial></Response>", "Response/Dial[1]/Number[2]: attribute url is inherited from TwiML and not confirmed")]
    [InlineData("<Response><Number>1</Number></Response>", "Response/Number[1]: is not a verb")]
    [InlineData("<Response><Voicemail/></Response>", "Response/Voicemail[1]: is not a verb")]
    [InlineData("<Response><Gather><Dial>1</Dial></Gather></Response>", "Response/Gather[1]/Dial[1]: is not allowed in Gather")]
    [InlineData("<Response><Record><Converse/></Record></Response>", "Response/Record[1]/Converse[1]: is not allowed in Record")]
    [InlineData("<Response><Hangup><Say>x</Say></Hangup></Response>", "Response/Hangup[1]/Say[1]: is not allowed in Hangup")]
    [InlineData("<Response><Dial><Queue>1</Queue></Dial></Response>", "Response/Dial[1]/Queue[1]: is not allowed in Dial")]
    [InlineData("<Response><Say><prosody>x</prosody></Say></Response>", "Response/Say[1]/prosody[1]: is not allowed in Say")]
    [InlineData("<Response><Say><say-as interpret-as='date'><b>x</b></say-as></Say></Response>", "Response/Say[1]/say-as[1]/b[1]: is not allowed in say-as")]
    [InlineData("<Response><Gather input='keys'/></Response>", "Response/Gather[1]: attribute input is 'keys', not one of dtmf, speech, dtmf speech")]
    [InlineData("<Response><Dial record='record-from-answer-dual'>1</Dial></Response>", "Response/Dial[1]: attribute record is 'record-from-answer-dual', not one of *")]
    [InlineData("<Response><Record playBeep='yes'/></Response>", "Response/Record[1]: attribute playBeep is 'yes', not one of true, false")]
    [InlineData("<Response><Record recordingStatusCallbackEvent='completed,ended'/></Response>", "Response/Record[1]: attribute recordingStatusCallbackEvent holds 'ended', not one of *")]
    [InlineData("<Response><Converse sessionTools='hangup,dial'/></Response>", "Response/Converse[1]: attribute sessionTools holds 'hangup,dial', not one of *")]
    [InlineData("<Response><Dial timeout='0'>1</Dial></Response>", "Response/Dial[1]: attribute timeout is 0, less than 1")]
    [InlineData("<Response><Dial timeout='1.5'>1</Dial></Response>", "Response/Dial[1]: attribute timeout is not a whole number")]
    [InlineData("<Response><Dial><Conference maxParticipants='251'/></Dial></Response>", "Response/Dial[1]/Conference[1]: attribute maxParticipants is 251, more than 250")]
    [InlineData("<Response><Pause length='-0.5'/></Response>", "Response/Pause[1]: attribute length is -0.5, less than 0")]
    [InlineData("<Response><Pause length='1e3'/></Response>", "Response/Pause[1]: attribute length is not a number")]
    [InlineData("<Response><Gather speechTimeout='soon'/></Response>", "Response/Gather[1]: attribute speechTimeout is not a number")]
    [InlineData("<Response><Gather finishOnKey='A'/></Response>", "Response/Gather[1]: attribute finishOnKey is not of the required form")]
    [InlineData("<Response><Gather finishOnKey='1&#xA;'/></Response>", "Response/Gather[1]: attribute finishOnKey is not of the required form")]
    [InlineData("<Response><Play digits='*'/></Response>", "Response/Play[1]: attribute digits is not of the required form")]
    [InlineData("<Response><Say language='english (us)'>x</Say></Response>", "Response/Say[1]: attribute language is not a language tag")]
    [InlineData("<Response><Gather action=''/></Response>", "Response/Gather[1]: attribute action is not a URL")]
    [InlineData("<Response><Gather action='/a b'/></Response>", "Response/Gather[1]: attribute action is not a URL")]
    [InlineData("<Response><Gather action='ftp://a.example.com'/></Response>", "Response/Gather[1]: attribute action is not an http or https URL")]
    [InlineData("<Response><Connect><Stream url='https://a.example.com'/></Connect></Response>", "Response/Connect[1]/Stream[1]: attribute url is not a ws or wss URL")]
    [InlineData("<Response><Dial headers='a b'>1</Dial></Response>", "Response/Dial[1]: attribute headers is not form-urlencoded")]
    [InlineData("<Response><Dial><Header name='Tenant' value='7'/><Number>1</Number></Dial></Response>", "Response/Dial[1]/Header[1]: attribute name is not of the required form")]
    [InlineData("<Response><Dial><Header name='X-A'/><Number>1</Number></Dial></Response>", "Response/Dial[1]/Header[1]: attribute value is required")]
    [InlineData("<Response><Dial><Service>1</Service></Dial></Response>", "Response/Dial[1]/Service[1]: attribute provider is required")]
    [InlineData("<Response><Connect><Stream/></Connect></Response>", "Response/Connect[1]/Stream[1]: attribute url is required")]
    [InlineData("<Response><Connect><Stream url='wss://a.example.com'><Parameter name='a'/></Stream></Connect></Response>", "Response/Connect[1]/Stream[1]/Parameter[1]: attribute value is required")]
    [InlineData("<Response><Connect><Stream url='wss://a.example.com'><Parameter name='a' value='b' type='string'/></Stream></Connect></Response>", "Response/Connect[1]/Stream[1]/Parameter[1]: attribute type exists under Tool only")]
    [InlineData("<Response><Connect method='GET'><Stream url='wss://a.example.com'/></Connect></Response>", "Response/Connect[1]: attribute method is inherited from TwiML and not confirmed")]
    [InlineData("<Response><Connect/></Response>", "Response/Connect[1]: a Stream is required")]
    [InlineData("<Response><Stop><Stream/></Stop></Response>", "Response/Stop[1]/Stream[1]: attribute name is required under Stop")]
    [InlineData("<Response><Say/></Response>", "Response/Say[1]: text is required")]
    [InlineData("<Response><Play/></Response>", "Response/Play[1]: text is required")]
    [InlineData("<Response><Redirect> </Redirect></Response>", "Response/Redirect[1]: text is required")]
    [InlineData("<Response><Hangup>now</Hangup></Response>", "Response/Hangup[1]: text is not allowed")]
    [InlineData("<Response>hello</Response>", "Response: text is not allowed")]
    [InlineData("<Response a='b'/>", "Response: attribute a is unknown")]
    [InlineData("<Response><Dial><Sip>nobody</Sip></Dial></Response>", "Response/Dial[1]/Sip[1]: text is not of the required form")]
    [InlineData("<Response><Dial/></Response>", "Response/Dial[1]: a destination is required")]
    [InlineData("<Response><Dial><Header name='X-A' value='b'/></Dial></Response>", "Response/Dial[1]: a destination is required")]
    [InlineData("<Response><Dial>1<Number>2</Number></Dial></Response>", "Response/Dial[1]: text and nouns are mixed")]
    [InlineData("<Response><Dial><Number>1</Number><Conference/></Dial></Response>", "Response/Dial[1]: Conference and Service stand alone")]
    [InlineData("<Response><Dial><Number>1</Number><Header name='X-A' value='b'/></Dial></Response>", "Response/Dial[1]: Header stands before the nouns")]
    [InlineData("<Response><Converse><Speech/></Converse></Response>", "Response/Converse[1]: Speech is allowed inside Gather only")]
    [InlineData("<Response><Gather><Converse><Speech/><System>x</System></Converse></Gather></Response>", "Response/Gather[1]/Converse[1]: inside Gather the last element is Speech")]
    [InlineData("<Response><Gather><Converse/></Gather></Response>", "Response/Gather[1]/Converse[1]: inside Gather the last element is Speech")]
    [InlineData("<Response xmlns='urn:x'/>", "the root is {urn:x}Response, not Response")]
    [InlineData("<RESPONSE/>", "the root is RESPONSE, not Response")]
    [InlineData("<Response><Say>x</Response>", "line 1, position *: not well-formed XML")]
    [InlineData("<!DOCTYPE Response [<!ENTITY x 'y'>]><Response><Say>&x;</Say></Response>", "line *: not well-formed XML")]
    [InlineData("", "line *: not well-formed XML")]
    public void Validate_wrong_document_is_rejected_with_one_fault(string document, string fault)
    {
        CxmlSchema.Default.Validate(document).Should().ContainSingle().Which.Should().Match(fault);
        CxmlSchema.Default.Validate(Encoding.UTF8.GetBytes(document)).Should().ContainSingle().Which.Should().Match(fault);
    }

    [Fact]
    public void Validate_all_faults_are_found_at_once() =>
        CxmlSchema.Default.Validate("<Response><Say loop='-1' volume='9'/><Queue/><Dial timeout='x'/></Response>").Should().HaveCount(6);

    [Fact]
    public void Validate_extended_documents_have_faults() =>
        CxmlGolden.Extended.Values.Should().AllSatisfy(golden => CxmlSchema.Default.Validate(golden.Response).Should().NotBeEmpty());

    [Fact]
    public void Validate_document_over_the_size_limit_is_rejected()
    {
        CxmlSchema.Default.Validate($"<Response><Say>{new string('x', 70_000)}</Say></Response>").Should().ContainSingle().Which.Should().Contain("65536 bytes");
        CxmlSchema.Default.Validate(new CxmlResponse([.. Enumerable.Repeat<CxmlVerb>(new Hangup(), 9_000)])).Should().ContainSingle().Which.Should().Contain("65536 bytes");
    }

    [Fact]
    public void Validate_faults_do_not_repeat_free_text() =>
        CxmlSchema.Default.Validate("<Response><Dial secret='s3cr3t'><Sip password='s3cr3t' token='s3cr3t'>s3cr3t</Sip></Dial></Response>")
            .Should().HaveCount(3).And.OnlyContain(fault => !fault.Contains("s3cr3t"));

    [Fact]
    public void Default_is_the_contract_of_the_repository()
    {
        using var embedded = typeof(CxmlSchema).Assembly.GetManifestResourceStream("OpBX.Testing.cxml-schema.json")!;
        using var reader = new StreamReader(embedded);

        reader.ReadToEnd().Should().Be(File.ReadAllText(CxmlDocuments.RepositoryFile("tests/contract/cxml-schema.json")));
    }
}
