using OpBX.Calls;
using OpBX.Core.Tests.Cdr;
using OpBX.Recordings;
using OpBX.Routing;

namespace OpBX.Core.Tests.Sessions;

/// <summary>Six reports of one call, in all 720 orders of arrival: always the same row (rule S1).</summary>
public sealed class ArrivalOrderTests
{
    private const string New = """u{"token":"s1","eventId":"e1","status":"new","callerId":"15550100001","destination":"15550100002","direction":"incoming","callStartTime":1736157600100,"modifiedAt":"2025-01-06T10:00:00.100Z"}""";
    private const string Ringing = """u{"token":"s1","eventId":"e2","status":"ringing","callerId":"15550100001","destination":"1004","callStartTime":1736157600000,"modifiedAt":"2025-01-06T10:00:01Z"}""";
    private const string Connected = """u{"token":"s1","eventId":"e3","status":"connected","callerId":"anonymous","callAnswerTime":1736157605000,"modifiedAt":"2025-01-06T10:00:05Z"}""";
    private const string Ended = """u{"token":"s1","eventId":"e4","status":"answer","callAnswerTime":1736157606000,"callEndTime":1736157660000,"modifiedAt":"2025-01-06T10:01:00Z"}""";
    private const string Busy = """u{"token":"s1","eventId":"e5","status":"busy","callEndTime":1736157661000}""";
    private const string Unknown = """u{"token":"s1","eventId":"e6","status":"external","callEndTime":1736157650000}""";
    private const string OwnLeg = """c{"call_id":"leg-1","from":"15550100001","to":"15550100002","disposition":"NOANSWER","duration":61,"session":{"token":"s1","callStartTime":1736157600050,"callEndTime":1736157661500}}""";
    private const string OtherLeg = """c{"call_id":"leg-2","from":"1004","to":"15550100099","disposition":"ANSWER","billsec":9,"session":{"token":"s1","callAnswerTime":1736157605000,"callEndTime":1736157999000}}""";
    private const string Legs = """u{"token":"s1","eventId":"e7","status":"ringing","callIds":["leg-1","leg-2"]}""";
    private const string Voice = "v";
    private const string Recording = "r";

    public static TheoryData<string, string[], CallStatus> Sets => new()
    {
        { "events only", [New, Ringing, Connected, Ended, Unknown, Recording], CallStatus.Completed },
        { "events that contradict each other", [New, Ringing, Connected, Ended, Busy, Unknown], CallStatus.Completed },
        { "the CDR overrides what events said", [Ringing, Connected, Ended, Busy, OwnLeg, Voice], CallStatus.NoAnswer },
        { "two legs and a list of them", [New, Connected, OwnLeg, OtherLeg, Legs, Voice], CallStatus.NoAnswer },
        { "two legs without a list: the last one", [New, Connected, Ended, OwnLeg, OtherLeg, Recording], CallStatus.Completed },
        { "the CDR of another leg does not close", [New, Ringing, OtherLeg, Legs, Voice, Recording], CallStatus.Ringing },
    };

    [Theory]
    [MemberData(nameof(Sets))]
    public async Task Reports_in_all_orders_give_the_same_row(string why, string[] reports, CallStatus expected)
    {
        CallLog? first = null;
        int orders = 0;
        foreach (int[] order in Permutations(reports.Length))
        {
            orders++;
            var host = new RecordHost();
            foreach (int index in order) await DeliverAsync(host, reports[index]);
            CallLog row = (await host.CallAsync("s1"))! with { Id = 0, CreatedAt = default, UpdatedAt = default };

            // What was told depends on what was known then; it is no column of the row.
            row = row with { Evidence = row.Evidence with { HasAnswered = false, HasEnded = false } };
            first ??= row;
            row.Should().Be(first, "{0}, order {1}", why, string.Join(' ', order));
            host.Events.All.OfType<CallEnded>().Count().Should().BeLessThanOrEqualTo(1);
            host.Events.All.OfType<CallAnswered>().Count().Should().BeLessThanOrEqualTo(1);
        }

        orders.Should().Be(720);
        first!.Status.Should().Be(expected, why);
    }

    [Fact]
    public async Task Reports_of_a_whole_call_settle_each_column_by_its_best_source()
    {
        var host = new RecordHost();
        foreach (string report in new[] { Recording, Ended, OwnLeg, Voice, Connected, Ringing, New }) await DeliverAsync(host, report);

        (await host.CallAsync("s1"))!.Should().BeEquivalentTo(new
        {
            Direction = RecordedDirection.Inbound, FromNumber = "+15550100001", ToNumber = "+15550100002", DidId = 7L, ExtensionId = 11L, RingGroupId = 5L,
            Status = CallStatus.NoAnswer, InitiatedAt = RecordHost.At("2025-01-06T10:00:00.050Z"), AnsweredAt = (DateTimeOffset?)null,
            EndedAt = RecordHost.At("2025-01-06T10:01:01.500Z"), DurationSeconds = 61, RecordingUrl = "https://recordings.example.test/1.mp3",
        });
    }

    private static async Task DeliverAsync(RecordHost host, string report)
    {
        switch (report[0])
        {
            case 'u':
                await host.UpdateAsync(report[1..]);
                break;
            case 'c':
                await host.CdrAsync(report[1..]);
                break;
            case 'v':
                await host.Writer.OnCallEventAsync(
                    new CallRouted
                    {
                        Tenant = RecordHost.Tenant, Session = "s1", At = RecordHost.At("2025-01-06T10:00:00.500Z"), From = "15550100001", To = "15550100002",
                        Direction = CallDirection.Inbound, Outcome = RoutingOutcome.Dial, DidId = 7, ExtensionId = 11, RingGroupId = 5,
                    },
                    CancellationToken.None);
                break;
            default:
                await host.Recordings.IngestAsync(
                    RecordHost.Tenant,
                    new RecordingNotice { Session = "s1", Kind = RecordingKind.Call, Url = "https://recordings.example.test/1.mp3", Status = "completed" },
                    CancellationToken.None);
                break;
        }
    }

    private static IEnumerable<int[]> Permutations(int count)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        return Permute(order, 0);

        static IEnumerable<int[]> Permute(int[] order, int from)
        {
            if (from == order.Length) yield return [.. order];
            for (int i = from; i < order.Length; i++)
            {
                (order[from], order[i]) = (order[i], order[from]);
                foreach (int[] rest in Permute(order, from + 1)) yield return rest;
                (order[from], order[i]) = (order[i], order[from]);
            }
        }
    }
}
