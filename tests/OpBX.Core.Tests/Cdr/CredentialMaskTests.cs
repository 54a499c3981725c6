using OpBX.Cdr;

namespace OpBX.Core.Tests.Cdr;

public sealed class CredentialMaskTests
{
    private const string Key = "XIabcdefghijklmnopqrstuvwxyz012345";

    [Fact]
    public void Apply_trace_of_voice_applications_loses_addresses_and_documents()
    {
        string masked = Mask(ContractFiles.Payload("cdr.all-fields.json"));

        masked.Should().NotContain("pbx.example.test").And.NotContain("<Response>").And.NotContain("Dial");
        masked.Should().Contain("\"time\":\"2022-01-01T01:00:00.000Z\"").And.Contain("\"url\":\"***\"").And.Contain("\"source\":\"***\"");
        masked.Should().Contain("\"token\":\"00000000000000000000000000000005\"", "the session token is the key of every record");
        masked.Should().Contain("\"uuid\":\"00000000-0000-4000-8000-000000000001\"");
    }

    [Theory]
    [InlineData("""{"session":{"profile":{"application":[{"time":"t","url":"https://h.test/a?x=1","headers":{"x":"secret-1"},"nested":[["secret-2"]],"n":5}]}}}""")]
    [InlineData("""{"profile":{"Application":{"url":"secret-1","more":{"source":"secret-2"}}}}""")]
    [InlineData("""{"profile":{"application":["secret-1",{"document":"secret-2"}]}}""")]
    [InlineData("""{"authorization":"secret-1","X-Cx-Apikey":"secret-2","x":{"SIP_Password":"secret-3","api_key":12345}}""")]
    [InlineData("""{"profile":{"subscriber-sip-headers":{"Proxy-Authorization":"Digest secret-1","Cloudonix-Signature":"secret-2"}}}""")]
    [InlineData("""{"service_token":{"value":"secret-1"},"credentials":["secret-2"],"authorization-api-key":"secret-3"}""")]
    [InlineData("""{"bearerToken":"secret-1","bearer_key":"secret-2","api_keys":["secret-3"],"keys":{"a":"secret-4"}}""")]
    [InlineData("""{"cdr_key":"secret-1","secretKey":"secret-2","VOICE-KEY":"secret-3","encryptionKey":"secret-4","clientSecrets":["secret-5"]}""")]
    [InlineData("""{"redirect":"https://h.test/done#access_token=secret-1&cdrKey=secret-2"}""")]
    [InlineData("""{"note":"sent with Authorization: Bearer secret-1/2+3=, twice: bearer:secret-2"}""")]
    [InlineData("""{"callback":"https://user:secret-1@h.test/cdr?key=secret-2&domain=a&sig=secret-3#x"}""")]
    [InlineData("""{"callback":"https://h.test/?a=1&amp;Api_Key=secret-1&access-token=secret-2"}""")]
    [InlineData("""{"\u0061pikey":"secret-1"}""")]
    [InlineData("""{"a":"\u0042earer secret-1"}""")]
    public void Apply_credentials_are_gone(string json)
        => Mask(json).Should().NotContain("secret-").And.Contain("***").And.NotContain("12345");

    [Fact]
    public void Apply_platform_key_anywhere_is_gone()
    {
        string masked = Mask($$"""{"a":"{{Key}}","b":["using {{Key}}."],"c":"{{Key}}x","d":"XI1"}""");

        masked.Should().Be($$"""{"a":"***","b":["using ***."],"c":"{{Key}}x","d":"XI1"}""", "only a whole key is one");
    }

    [Theory]
    [InlineData("""{"a":null,"password":null,"key":true,"b":[1,-0.5,1e3,true,false,[],{}],"äöü":"日本 \"quoted\" \\ \n"}""")]
    [InlineData("""{"url":"https://storage.example.test/rec.mp3?id=5&name=x","monkey":"banana","MONKEY":"x","turkeys":2,"finishOnKey":"#","public_key":"p","keyboard":"us","token":"s1","session_token":"s1"}""")]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("{}")]
    public void Apply_what_is_no_credential_stays_as_it_is(string json)
        => OpBX.Tenants.JsonSettings.Parse(Mask(json)).Should().Be(OpBX.Tenants.JsonSettings.Parse(json));

    [Fact]
    public void Apply_samples_without_credentials_stay_as_they_are()
    {
        foreach (string name in ContractFiles.Payloads("session-update."))
        {
            string body = ContractFiles.Payload(name);
            RecordHost.Body(body).Masked.Should().Be(OpBX.Tenants.JsonSettings.Parse(body), name);
        }
    }

    [Fact]
    public void Apply_number_that_no_double_holds_becomes_text()
        => Mask("""{"a":1e999,"b":-1e400,"c":123456789012345678901234567890}""").Should().Be("""{"a":"1e999","b":"-1e400","c":123456789012345678901234567890}""");

    [Theory]
    [InlineData("bearer a ")]
    [InlineData("?key=")]
    [InlineData("://a@b ")]
    [InlineData("XIXI")]
    [InlineData("=")]
    [InlineData("aaaa-")]
    public void Mask_of_a_long_text_takes_linear_work(string part)
    {
        string one = string.Concat(Enumerable.Repeat(part, 20_000 / part.Length)), hundred = string.Concat(Enumerable.Repeat(part, 2_000_000 / part.Length));
        CredentialText.Mask(one);
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        CredentialText.Mask(one);
        long small = GC.GetAllocatedBytesForCurrentThread() - allocated;
        allocated = GC.GetAllocatedBytesForCurrentThread();
        CredentialText.Mask(hundred);
        long large = GC.GetAllocatedBytesForCurrentThread() - allocated;

        large.Should().BeLessThan(Math.Max(small, 1000) * 250);
    }

    private static string Mask(string json) => RecordHost.Body(json).Masked.ToJson();
}
