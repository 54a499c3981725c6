using System.Text.Json;
using System.Text.Json.Nodes;
using OpBX.Calls;
using OpBX.Cdr;
using OpBX.Tenants;

namespace OpBX.Core.Tests.Cdr;

public sealed class CdrReaderTests
{
    private const string Answered = """
        {"timestamp":1736157600,"from":"15550100001","to":"15550100002","disposition":"ANSWER","duration":63,"billsec":58,"call_id":"leg-1",
         "session":{"token":"s1","callStartTime":1736157600000,"callAnswerTime":1736157605000,"callEndTime":1736157663000,"status":"answer"}}
        """;

    [Fact]
    public void Read_sample_of_an_answered_call_fills_every_column()
    {
        CdrReading read = Read(ContractFiles.Payload("cdr.connected.json"));

        read.Record.Should().BeEquivalentTo(new
        {
            CallId = "fictional-sip-call-id@203.0.113.5:5060",
            SessionId = "0123456789abcdef0123456789abcdef",
            Direction = RecordedDirection.Inbound,
            FromNumber = "+15550100001",
            ToNumber = "+15550100002",
            Disposition = Disposition.Answered,
            RawDisposition = "CONNECTED",
            DurationSeconds = 33,
            BilledSeconds = 31,
            InitiatedAt = RecordHost.At("2024-05-20T21:05:00.387Z"),
            AnsweredAt = RecordHost.At("2024-05-20T21:05:02.610Z"),
            EndedAt = RecordHost.At("2024-05-20T21:05:34.343Z"),
            RecordingUrl = (string?)null,
            Cost = (decimal?)null,
            CreatedAt = RecordHost.Start,
        });
        read.Report.Should().BeEquivalentTo(new
        {
            Status = CallStatus.Completed,
            DidId = 7L,
            LegId = "fictional-sip-call-id@203.0.113.5:5060",
            OwnLegId = "fictional-sip-call-id@203.0.113.5:5060",
        });
        read.Record.CloudonixData.GetObject("session")!.GetObject("profile")!.GetObject("qos")!.GetString("rx_mos").Should().Be("NaN");
    }

    [Theory]
    [InlineData("cdr.noanswer-with-owner.json", Disposition.NoAnswer, 30, 0, null)]
    [InlineData("cdr.zero-answer-time.json", Disposition.NoAnswer, 30, 0, null)]
    [InlineData("cdr.all-fields.json", Disposition.Answered, 45, 40, "2022-01-01T01:00:05Z")]
    [InlineData("cdr.text-ids-and-costs.json", Disposition.Answered, 60, 58, "2023-12-21T01:50:10Z")]
    public void Read_other_samples_gives_outcome_and_times(string file, Disposition disposition, int duration, int billed, string? answered)
    {
        CallDetailRecord record = Read(ContractFiles.Payload(file)).Record;

        record.Disposition.Should().Be(disposition);
        record.DurationSeconds.Should().Be(duration);
        record.BilledSeconds.Should().Be(billed);
        record.AnsweredAt.Should().Be(answered is null ? null : RecordHost.At(answered));
        record.EndedAt.Should().NotBeNull();
    }

    [Fact]
    public void Read_every_sample_finds_its_session()
    {
        foreach (string name in ContractFiles.Payloads("cdr."))
        {
            CallDetailRecord record = Read(ContractFiles.Payload(name)).Record;
            record.SessionId.Should().HaveLength(32, name);
            record.CallId.Should().NotBeEmpty(name);
            record.FromNumber.Should().Be("+15550100001", name);
            record.ToNumber.Should().Be("+15550100002", name);
        }
    }

    [Fact]
    public void Read_text_ids_and_costs_takes_the_sell_cost_and_the_recording()
    {
        CallDetailRecord record = Read(ContractFiles.Payload("cdr.text-ids-and-costs.json")).Record;

        record.Cost.Should().Be(0.008m);
        record.RecordingUrl.Should().Be("https://storage.example.test/recordings/rec_123.mp3");
        record.CallId.Should().Be("abc123-def456-ghi789");
    }

    [Theory]
    [InlineData("CONNECTED", Disposition.Answered)]
    [InlineData("answer", Disposition.Answered)]
    [InlineData(" Answered ", Disposition.Answered)]
    [InlineData("BUSY", Disposition.Busy)]
    [InlineData("NO_ANSWER", Disposition.NoAnswer)]
    [InlineData("no answer", Disposition.NoAnswer)]
    [InlineData("No-Answer", Disposition.NoAnswer)]
    [InlineData("CANCEL", Disposition.NoAnswer)]
    [InlineData("CANCELED", Disposition.NoAnswer)]
    [InlineData("CANCELLED", Disposition.NoAnswer)]
    [InlineData("timeout", Disposition.NoAnswer)]
    [InlineData("CONGESTION", Disposition.Failed)]
    [InlineData("FAILED", Disposition.Failed)]
    [InlineData("ANSWEREDBYANSWERINGMACHINE", Disposition.Failed)]
    [InlineData("", Disposition.Failed)]
    public void Read_disposition_ignores_case_and_separators(string word, Disposition expected)
        => DispositionWords.Read(word).Should().Be(expected);

    [Fact]
    public void Read_without_disposition_takes_the_state_of_the_session()
    {
        CallDetailRecord record = Read(With(("disposition", null))).Record;

        record.Disposition.Should().Be(Disposition.Answered);
        record.RawDisposition.Should().BeNull();
    }

    [Theory]
    [InlineData(1736157605000, 1736157663000, "ANSWER", 58)]
    [InlineData(1736157605000, 1736157605999, "ANSWER", 0)]
    [InlineData(0, 1736157663000, "NOANSWER", 0)]
    [InlineData(0, 1736157663000, "ANSWER", null)]
    [InlineData(1736157605000, 0, "ANSWER", null)]
    [InlineData(1736157605000, 1736157604000, "ANSWER", null)]
    public void Read_without_billsec_counts_from_answer_to_end(long answer, long end, string disposition, int? expected)
        => Read(With(("billsec", null), ("disposition", disposition), ("session.callAnswerTime", answer), ("session.callEndTime", end)))
            .Record.BilledSeconds.Should().Be(expected);

    [Theory]
    [InlineData("""{"rated_cost":0.02,"approx_cost":0.03}""", "0.02")]
    [InlineData("""{"sell_cost":"0.0000014","rated_cost":1}""", "0.000001")]
    [InlineData("""{"sell_cost":"NaN","rated_cost":null,"approx_cost":"3e-2"}""", "0.03")]
    [InlineData("""{"sell_cost":1e30,"approx_cost":2}""", "2")]
    [InlineData("""{"sell_cost":0,"rated_cost":5}""", "0")]
    [InlineData("""{"sell_cost":10000,"rated_cost":1e999}""", null)]
    [InlineData("{}", null)]
    public void Read_cost_takes_the_first_that_is_a_cost(string costs, string? expected)
    {
        JsonObject body = JsonNode.Parse(Answered)!.AsObject();
        foreach ((string name, JsonNode? value) in JsonNode.Parse(costs)!.AsObject()) body[name] = value?.DeepClone();

        Read(body.ToJsonString()).Record.Cost.Should().Be(expected is null ? null : decimal.Parse(expected, System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("\"1736157605000\"", "2025-01-06T10:00:05Z")]
    [InlineData("1.736157605e12", "2025-01-06T10:00:05Z")]
    [InlineData("\"2025-01-06T12:00:05+02:00\"", "2025-01-06T10:00:05Z")]
    [InlineData("\"2025-01-06 10:00:05\"", "2025-01-06T10:00:05Z")]
    [InlineData("253402300799999", "9999-12-31T23:59:59.999Z")]
    [InlineData("253402300800000", null)]
    [InlineData("1e300", null)]
    [InlineData("-1", null)]
    [InlineData("0", null)]
    [InlineData("\"0\"", null)]
    [InlineData("\"NaN\"", null)]
    [InlineData("\"1969-12-31T23:59:59Z\"", null)]
    [InlineData("\"2025-02-30T00:00:00Z\"", null)]
    [InlineData("\"9999-12-31T23:59:59-05:00\"", null)]
    [InlineData("\"10:30\"", null)]
    [InlineData("{}", null)]
    [InlineData("true", null)]
    public void Read_time_accepts_numbers_texts_and_iso_and_ignores_the_rest(string json, string? expected)
        => Read(Answered.Replace("1736157605000", json, StringComparison.Ordinal)).Record.AnsweredAt.Should().Be(expected is null ? null : RecordHost.At(expected));

    [Fact]
    public void Read_without_session_times_starts_at_the_timestamp_in_seconds()
    {
        CdrReading read = Read("""{"timestamp":1736157600,"from":"15550100001","to":"1004","session":{"token":"s1"}}""");

        read.Record.InitiatedAt.Should().Be(RecordHost.At("2025-01-06T10:00:00Z"));
        read.Report.InitiatedAt.Should().BeNull("it may as well be the end");
    }

    [Theory]
    [InlineData("inbound", "1004", "15550100099", RecordedDirection.Inbound)]
    [InlineData("Outbound", "15550100099", "1004", RecordedDirection.Outbound)]
    [InlineData("incoming", "1004", "15550100099", RecordedDirection.Inbound)]
    [InlineData("outgoing", "1001", "+2000", RecordedDirection.Outbound)]
    [InlineData("internal", "1001", "1004", RecordedDirection.Outbound)]
    [InlineData(null, "15550100001", "15550100002", RecordedDirection.Inbound)]
    [InlineData(null, "15550100001", "1004", RecordedDirection.Inbound)]
    [InlineData(null, "1004", "15550100099", RecordedDirection.Outbound)]
    [InlineData(null, "15550100002", "15550100099", RecordedDirection.Outbound)]
    [InlineData(null, "15550100002", "15550100002", RecordedDirection.Inbound)]
    [InlineData("sideways", "15550100001", "15550100099", RecordedDirection.Inbound)]
    public void Read_direction_takes_the_word_else_whose_number_it_is(string? word, string from, string to, RecordedDirection expected)
        => Read(With(("session.direction", word), ("from", from), ("to", to))).Record.Direction.Should().Be(expected);

    [Theory]
    [InlineData("15550100001", "+15550100001")]
    [InlineData("+15550100001", "+15550100001")]
    [InlineData("sip:15550100001@203.0.113.5", "+15550100001")]
    [InlineData("1004", "1004")]
    [InlineData("+1004", "1004")]
    [InlineData("9999", "9999")]
    [InlineData("anonymous", "anonymous")]
    [InlineData("Restricted", "anonymous")]
    [InlineData("sip:anonymous@anonymous.invalid", "anonymous")]
    [InlineData("", "anonymous")]
    [InlineData("   ", "anonymous")]
    [InlineData("+anonymous", "anonymous")]
    [InlineData(null, "anonymous")]
    public void Read_caller_is_normalised_or_anonymous(string? from, string expected)
    {
        CdrReading read = Read(With(("from", from), ("session.callerId", from)));

        read.Record.FromNumber.Should().Be(expected);
        CallLog.Create(read.Report, RecordHost.Start).FromNumber.Should().Be(expected, "the row of the call says the same as the row of the CDR");
    }

    [Theory]
    [InlineData("", "15550100001", "+15550100001")]
    [InlineData("15550100001", "", "+15550100001")]
    [InlineData("", null, "anonymous")]
    [InlineData(null, "", "anonymous")]
    [InlineData(null, null, null)]
    public void Read_caller_that_is_empty_in_one_place_is_what_the_other_says(string? from, string? callerId, string? expected)
        => Read(With(("from", from), ("session.callerId", callerId))).Report.From.Should().Be(expected);

    [Fact]
    public void Read_overlong_values_fit_their_columns_and_stay_whole_in_the_json()
    {
        string name = string.Concat(Enumerable.Repeat("a very long name ", 20)), token = new('t', 300), url = "https://example.test/" + new string('r', 600);
        CdrReading read = Read(With(("from", name), ("to", "sip:" + new string('x', 90) + "@example.test"), ("call_id", new string('c', 300)), ("session.token", token), ("recording_url", url)));

        read.Record.FromNumber.Length.Should().BeInRange(1, 20);
        read.Record.ToNumber.Length.Should().BeInRange(1, 20);
        read.Record.CallId.Should().HaveLength(100);
        read.Record.SessionId.Should().HaveLength(100).And.Be(read.Report.CallId);
        read.Record.RecordingUrl.Should().BeNull("half an address leads nowhere");
        read.Record.CloudonixData.GetString("from").Should().Be(name);
        read.Record.CloudonixData.GetString("recording_url").Should().Be(url);
        Read(With(("session.token", token + "2"))).Record.SessionId.Should().NotBe(read.Record.SessionId, "different tokens stay different");
    }

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("rec_123.mp3")]
    [InlineData("s3://bucket/key")]
    public void Read_recording_that_is_no_web_address_is_not_linked(string url)
        => Read(With(("recording_url", url))).Record.RecordingUrl.Should().BeNull();

    [Fact]
    public void Read_names_in_other_spellings_are_found()
    {
        CallDetailRecord record = Read("""
            {"From":"15550100001","To":"15550100002","CallId":"leg-1","Disposition":"BUSY","Duration":"12.9","SESSION":{"Token":"s1","call_start_time":"1736157600000"}}
            """).Record;

        record.Should().BeEquivalentTo(new
        {
            SessionId = "s1", CallId = "leg-1", FromNumber = "+15550100001", Disposition = Disposition.Busy, DurationSeconds = 12,
            InitiatedAt = RecordHost.At("2025-01-06T10:00:00Z"),
        });
    }

    [Theory]
    [InlineData("""{"call_id":"leg-1"}""")]
    [InlineData("""{"session":{"token":null}}""")]
    [InlineData("""{"session":{"token":"  "}}""")]
    [InlineData("""{"session":[]}""")]
    [InlineData("{}")]
    public void Read_without_session_token_is_no_record(string json)
        => new CdrReader(RecordHost.Numbers).Read(RecordHost.Body(json), KnownTenants.First, RecordHost.Start).Should().BeNull();

    private static CdrReading Read(string json)
        => new CdrReader(RecordHost.Numbers).Read(RecordHost.Body(json), KnownTenants.First, RecordHost.Start)!.Value;

    /// <summary>The answered call with members set, or removed where null; <c>session.</c> leads into the session.</summary>
    private static string With(params (string Name, object? Value)[] members)
    {
        JsonObject body = JsonNode.Parse(Answered)!.AsObject();
        foreach ((string name, object? value) in members)
        {
            JsonObject target = name.StartsWith("session.", StringComparison.Ordinal) ? body["session"]!.AsObject() : body;
            string member = name[(name.IndexOf('.', StringComparison.Ordinal) + 1)..];
            if (value is null) target.Remove(member);
            else target[member] = JsonSerializer.SerializeToNode(value);
        }
        return body.ToJsonString();
    }
}
