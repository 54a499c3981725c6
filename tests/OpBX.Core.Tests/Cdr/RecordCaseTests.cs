using System.Text.Json;
using OpBX.Calls;
using OpBX.Cdr;

namespace OpBX.Core.Tests.Cdr;

/// <summary>The contract's cases of CDRs, session updates and call states, as far as they need no HTTP.</summary>
public sealed class RecordCaseTests
{
    [Fact]
    public async Task Cdr_cases_hold()
    {
        foreach (JsonElement test in ContractFiles.Cases("cdr"))
        {
            JsonElement request = test.GetProperty("request"), expected = test.GetProperty("expect");
            var host = new RecordHost();
            List<IngestResult> results = [];
            foreach (JsonElement body in Posts(request)) results.Add(await host.Cdrs.IngestAsync(RecordHost.Tenant, body, CancellationToken.None));
            IReadOnlyList<CallDetailRecord> rows = await host.CdrsOfAsync("s1");

            string id = test.GetProperty("id").GetString()!;
            switch (id)
            {
                case "cdr-map" or "cdr-zero-answer-null":
                    CheckStored(id, expected.GetProperty("stored"), rows.Single());
                    break;
                case "cdr-duplicate":
                    rows.Should().HaveCount(expected.GetProperty("rows").GetInt32(), id);
                    results.Should().Equal([IngestResult.Stored, IngestResult.Duplicate], id);
                    break;
                case "cdr-missing-required":
                    results.Should().Equal([IngestResult.Stored], id);
                    rows.Should().ContainSingle(id);
                    break;
                case "cdr-unknown-domain":
                    // Refused before the record plane sees it: expect.http is 401.
                    expected.GetProperty("http").GetInt32().Should().Be(401);
                    break;
                default:
                    throw new InvalidOperationException("No test reads the case " + id);
            }
        }
    }

    [Fact]
    public async Task Session_update_cases_hold()
    {
        foreach (JsonElement test in ContractFiles.Cases("session-update"))
        {
            JsonElement expected = test.GetProperty("expect");
            var host = new RecordHost();
            List<IngestResult> results = [];
            foreach (JsonElement body in Posts(test.GetProperty("request"))) results.Add(await host.Updates.IngestAsync(RecordHost.Tenant, body, CancellationToken.None));

            string id = test.GetProperty("id").GetString()!;
            results.Should().NotContain(IngestResult.Unavailable).And.NotContain(IngestResult.DeadLettered);
            if (expected.TryGetProperty("rows", out JsonElement rows)) (await host.UpdatesOfAsync("s0000000000000001")).Should().HaveCount(rows.GetInt32(), id);
            if (expected.TryGetProperty("finalState", out JsonElement state)) (await host.CallAsync("s0000000000000001"))!.Status.Code().Should().Be(state.GetString(), id);
            (expected.TryGetProperty("rows", out _) || expected.TryGetProperty("finalState", out _)).Should().BeTrue(id);
        }
    }

    [Fact]
    public void Call_state_cases_hold()
    {
        foreach (JsonElement test in ContractFiles.Cases("call-state"))
        {
            JsonElement[] transitions = [.. test.GetProperty("request").GetProperty("transitions").EnumerateArray()];
            bool[] allowed = [.. test.GetProperty("expect").GetProperty("allowed").EnumerateArray().Select(static e => e.GetBoolean())];
            transitions.Should().HaveCount(allowed.Length);
            for (int i = 0; i < transitions.Length; i++)
            {
                CallStatus from = Status(transitions[i][0]), to = Status(transitions[i][1]);
                CallStatuses.Moves(from, to).Should().Be(allowed[i], $"{from} to {to}");
                CallStatuses.Join(from, to).Should().Be(allowed[i] ? to : from);
            }
        }
    }

    private static CallStatus Status(JsonElement word)
    {
        CallStatuses.TryParse(word.GetString(), out CallStatus status).Should().BeTrue();
        return status;
    }

    private static JsonElement[] Posts(JsonElement request)
        => request.TryGetProperty("post", out JsonElement posts) ? [.. posts.EnumerateArray()] : [request];

    private static void CheckStored(string id, JsonElement stored, CallDetailRecord row)
    {
        foreach (JsonProperty expected in stored.EnumerateObject())
        {
            object? actual = expected.Name switch
            {
                "sessionToken" => row.SessionId,
                "duration" => row.DurationSeconds,
                "billsec" => row.BilledSeconds,
                "disposition" => row.Disposition.Code(),
                "rawDisposition" => row.RawDisposition,
                "initiatedAt" => row.InitiatedAt,
                "answeredAt" => row.AnsweredAt,
                "endedAt" => row.EndedAt,
                _ => throw new InvalidOperationException("No test reads " + expected.Name),
            };
            object? wanted = expected.Value.ValueKind switch
            {
                JsonValueKind.Null => null,
                JsonValueKind.Number => expected.Value.GetInt32(),
                _ when expected.Name.EndsWith("At", StringComparison.Ordinal) => RecordHost.At(expected.Value.GetString()!),
                _ => expected.Value.GetString(),
            };
            actual.Should().Be(wanted, $"{id}: {expected.Name}");
        }
    }
}
