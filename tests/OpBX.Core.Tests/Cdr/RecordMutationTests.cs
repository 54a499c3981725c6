using System.Text;
using System.Text.Json;
using OpBX.Calls;
using OpBX.Cdr;
using OpBX.Sessions;

namespace OpBX.Core.Tests.Cdr;

/// <summary>Sample bodies with values and names exchanged for hostile ones, and with broken bytes: the same ones in every run.</summary>
public sealed class RecordMutationTests
{
    private const int Mutations = 100_000;

    private static readonly string[] Values =
    [
        "null", "true", "0", "-1", "1e999", "-1e999", "1e-999", "99999999999999999999999999999999999999", "1736157605000", "253402300800000", "0.5",
        "[]", "{}", "[[[[]]]]", "[null,1,\"x\"]", "{\"token\":{}}", "\"\"", "\" \"", "\"NaN\"", "\"Infinity\"", "\"null\"", "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\u0000\"",
        "\"2026-13-45T99:99:99Z\"", "\"0001-01-01T00:00:00Z\"", "\"9999-12-31T23:59:59-14:00\"", "\"2026-01-15T10:30:00Z\"", "\"1e400\"", "\"-0\"", "\"+\"", "\"sip:@\"", "\"tel:\"",
        "\"anonymous\"", "\"+00000000000000000000\"", "\"15550100001;ext=99999999999999999999\"", "\"٠١٢٣٤٥٦٧٨٩\"", "\"😀😀😀😀😀😀😀😀😀😀😀😀\"", "\"%00%ff\"", "\"https://h.test/?key=\"", "\"Bearer \"", "\"XI\"",
        "\"" + new string('9', 3000) + "\"", "\"" + new string('=', 500) + "\"", "\"" + new string('\'', 300) + "\"",
    ];

    [Fact]
    public async Task Ingest_mutated_bodies_never_throws_and_what_is_kept_fits_its_columns()
    {
        var random = new Random(20260608);
        Sample[] samples = [.. ContractFiles.Payloads("cdr.").Concat(ContractFiles.Payloads("session-")).Concat(ContractFiles.Payloads("record")).Select(static name => new Sample(ContractFiles.Payload(name)))];
        var host = new RecordHost(new InMemoryRecordOptions { MaxRecords = 200, MaxDeadLetters = 50 });
        var cdrs = new CdrReader(RecordHost.Numbers);
        var updates = new SessionUpdateReader(RecordHost.Numbers);
        var results = new Dictionary<IngestResult, int>();
        int parsed = 0;
        for (int i = 0; i < Mutations; i++)
        {
            byte[] bytes = samples[random.Next(samples.Length)].Mutate(random);
            if (!TryParse(bytes, out JsonDocument? document)) continue;
            using (document)
            {
                parsed++;
                JsonElement body = document.RootElement;
                IngestResult result = i % 2 == 0
                    ? await host.Cdrs.IngestAsync(RecordHost.Tenant, body, CancellationToken.None)
                    : await host.Updates.IngestAsync(RecordHost.Tenant, body, CancellationToken.None);
                results[result] = results.GetValueOrDefault(result) + 1;
                if (!DeliveredBody.TryRead(body, out DeliveredBody delivered, out _)) continue;
                if (i % 2 == 0 && cdrs.Read(delivered, KnownTenants.First, RecordHost.Start) is { } cdr)
                {
                    Check(cdr);
                    if (i % 16 == 0) CheckEvidence(cdr.Report);
                }
                if (i % 2 == 1 && updates.Read(delivered, KnownTenants.First, RecordHost.Start) is { } update) Check(update);
            }
        }

        parsed.Should().BeGreaterThan(Mutations / 2);
        results.GetValueOrDefault(IngestResult.Stored).Should().BeGreaterThan(Mutations / 4);
        results.GetValueOrDefault(IngestResult.DeadLettered).Should().BePositive();
        results.Should().NotContainKey(IngestResult.Unavailable);
    }

    private static void Check(in CdrReading read)
    {
        CallDetailRecord row = read.Record;
        if (row.SessionId.Length is 0 or > 100 || row.CallId.Length > 100 || row.FromNumber.Length is 0 or > 20 || row.ToNumber.Length > 20
            || row.RecordingUrl?.Length > 500 || row.DurationSeconds < 0 || row.BilledSeconds < 0 || Math.Abs(row.Cost ?? 0) > 9999.999999m
            || !IsTime(row.InitiatedAt) || !IsTime(row.AnsweredAt) || !IsTime(row.EndedAt) || !IsText(row.FromNumber + row.ToNumber + row.SessionId + row.CallId))
        {
            throw new InvalidOperationException(row.ToString());
        }
        Check(read.Report);
    }

    private static void CheckEvidence(CallReport report)
    {
        CallLog log = CallLog.Create(report, RecordHost.Start);
        if (!CallEvidence.FromJson(log.CallId, log.Evidence.ToJson()).Equals(log.Evidence)) throw new InvalidOperationException(log.Evidence.ToJson());
    }

    private static void Check(in SessionUpdateReading read)
    {
        SessionUpdate row = read.Update;
        if (row.SessionId.Length is 0 or > 100 || row.CallId.Length is 0 or > 100 || row.EventId.Length is 0 or > 100 || row.Status.Length > 50
            || row.FromNumber.Length > 20 || row.ToNumber.Length > 20 || !IsTime(row.EventAt) || !IsText(row.SessionId + row.CallId + row.EventId + row.Status + row.FromNumber))
        {
            throw new InvalidOperationException(row.ToString());
        }
        if (read.Report is not null) Check(read.Report);
    }

    private static void Check(CallReport report)
    {
        if (report.CallId.Length is 0 or > 100 || report.From?.Length > 20 || report.To?.Length > 20 || report.LegId?.Length > 100 || report.OwnLegId?.Length > 100
            || report.OtherLegIds.Any(static id => id.Length > 100) || report.OtherLegIds.Length > CallEvidence.MaxLegs)
        {
            throw new InvalidOperationException(report.ToString());
        }
    }

    private static bool IsTime(DateTimeOffset? time) => time is null || time.Value.Year is >= 1970 and <= 9999;

    // A text that does not survive UTF-8 holds half a surrogate pair.
    private static bool IsText(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) == text && !text.Any(char.IsControl);

    private static bool TryParse(byte[] bytes, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out JsonDocument? document)
    {
        try
        {
            document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = 512 });
            return true;
        }
        catch (JsonException)
        {
            document = null;
            return false;
        }
    }

    private sealed class Sample
    {
        private readonly byte[] _json;
        private readonly List<Range> _tokens = [];

        public Sample(string json)
        {
            _json = Encoding.UTF8.GetBytes(json);
            var reader = new Utf8JsonReader(_json);
            var starts = new Stack<int>();
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray) starts.Push((int)reader.TokenStartIndex);
                else if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray) _tokens.Add(starts.Pop()..(int)reader.BytesConsumed);
                else if (reader.TokenType == JsonTokenType.PropertyName) _tokens.Add((int)reader.TokenStartIndex..((int)reader.TokenStartIndex + reader.ValueSpan.Length + 2));
                else _tokens.Add((int)reader.TokenStartIndex..(int)reader.BytesConsumed);
            }
        }

        public byte[] Mutate(Random random)
        {
            var result = new List<byte>(_json);
            // From the end, so that ranges before stay right; a range around a later one may break the text, which is a mutation too.
            foreach (Range range in Enumerable.Range(0, random.Next(1, 4)).Select(_ => _tokens[random.Next(_tokens.Count)]).OrderByDescending(static r => r.Start.Value))
            {
                int start = range.Start.Value, length = Math.Min(range.End.Value, result.Count) - start;
                if (length <= 0) continue;
                bool isName = result[start] == '"' && start + length < result.Count && result[start + length] == ':';
                byte[] value = isName ? Name(random) : Encoding.UTF8.GetBytes(Values[random.Next(Values.Length)]);
                result.RemoveRange(start, length);
                result.InsertRange(start, value);
            }
            if (random.Next(4) == 0)
            {
                int at = random.Next(result.Count);
                result[at] = random.Next(2) == 0 ? (byte)random.Next(0x80, 0x100) : (byte)random.Next(0x20, 0x7F);
            }
            return [.. result];
        }

        private byte[] Name(Random random)
        {
            Range range = _tokens[random.Next(_tokens.Count)];
            byte[] token = _json[range];
            return token[0] == '"' ? token : "\"\\ud800\""u8.ToArray();
        }
    }
}
