using OpBX.Calls;
using OpBX.Core.Tests.Cdr;
using OpBX.Recordings;
using OpBX.Routing;

namespace OpBX.Core.Tests.Calls;

public sealed class CallLogWriterTests
{
    private static readonly CallRouted Routed = new()
    {
        Tenant = RecordHost.Tenant, Session = "s1", At = RecordHost.Start, From = "15550100001", To = "15550100002",
        Direction = CallDirection.Inbound, Outcome = RoutingOutcome.Dial, DidId = 7, ExtensionId = 14, RingGroupId = 5,
    };

    [Fact]
    public async Task CallRouted_writes_the_row_of_the_call_and_shows_it_live()
    {
        var host = new RecordHost();

        await host.Writer.OnCallEventAsync(Routed, CancellationToken.None);
        await host.Writer.OnCallEventAsync(Routed with { At = RecordHost.Start.AddSeconds(2), RingGroupId = 6 }, CancellationToken.None);

        (await host.CallAsync("s1"))!.Should().BeEquivalentTo(new
        {
            CallId = "s1", Status = CallStatus.Initiated, Direction = RecordedDirection.Inbound, FromNumber = "+15550100001", ToNumber = "+15550100002",
            DidId = 7L, ExtensionId = 14L, RingGroupId = 5L, InitiatedAt = RecordHost.Start, AnsweredAt = (DateTimeOffset?)null, CreatedAt = RecordHost.Start,
        });
        (await host.State.LiveCalls.ListAsync(RecordHost.Tenant, default)).Single().Should().BeEquivalentTo(new { Session = "s1", Status = CallStatus.Initiated, RingGroupId = 5L });
    }

    [Theory]
    [InlineData("subscriber", "1001", "1004", "dial", RecordedDirection.Outbound, "1004", 11L)]
    [InlineData("subscriber", "1001", "5550100099", "dial-out", RecordedDirection.Outbound, "+15550100099", 11L)]
    [InlineData("subscriber", "1001", "911", "emergency", RecordedDirection.Outbound, "911", 11L)]
    [InlineData("internal", "1001", "*97", "unavailable", RecordedDirection.Outbound, "*97", 11L)]
    [InlineData("inbound", "15550100001", "15550100002", "dial-out", RecordedDirection.Inbound, "+15550100002", null)]
    [InlineData("subscriber", "1001", "15550100002", "gather", RecordedDirection.Outbound, "+15550100002", 11L)]
    [InlineData("application", "anonymous", "1004", "dial", RecordedDirection.Inbound, "1004", 14L)]
    [InlineData("inbound", "", "15550100099", "not-in-service", RecordedDirection.Inbound, "+15550100099", null)]
    [InlineData(null, "15550100001", "15550100099", "not-in-service", RecordedDirection.Inbound, "+15550100099", null)]
    public async Task CallRouted_of_any_direction_reads_numbers_as_they_were_meant(string? word, string from, string to, string outcome, RecordedDirection direction, string number, long? extension)
    {
        var host = new RecordHost();

        await host.Writer.OnCallEventAsync(
            new CallRouted { Tenant = RecordHost.Tenant, Session = "s1", At = RecordHost.Start, From = from, To = to, Direction = CallDirection.Parse(word), Outcome = new RoutingOutcome(outcome) },
            CancellationToken.None);

        (await host.CallAsync("s1"))!.Should().BeEquivalentTo(new { Direction = direction, ToNumber = number, ExtensionId = extension });
    }

    [Fact]
    public async Task CallRouted_without_session_or_of_a_foreign_session_writes_nothing()
    {
        var host = new RecordHost();
        await host.Writer.OnCallEventAsync(Routed, CancellationToken.None);
        CallLog before = (await host.CallAsync("s1"))!;

        await host.Writer.OnCallEventAsync(Routed with { Session = null }, CancellationToken.None);
        await host.Writer.OnCallEventAsync(Routed with { Tenant = RecordHost.Other }, CancellationToken.None);

        (await host.CallAsync("s1")).Should().BeSameAs(before);
        (await host.CallAsync("s1", RecordHost.Other)).Should().BeNull();
    }

    [Fact]
    public async Task VoicemailReceived_writes_a_recording_of_its_owner()
    {
        var host = new RecordHost();

        await host.Writer.OnCallEventAsync(
            new VoicemailReceived
            {
                Tenant = RecordHost.Tenant, Session = "s1", At = RecordHost.Start, From = "15550100001", To = "15550100002", ExtensionId = 14,
                RecordingUrl = "https://recordings.example.test/1.wav", DurationSeconds = 12,
            },
            CancellationToken.None);

        (await host.RecordingsOfAsync("s1")).Single().Should().BeEquivalentTo(new
        {
            CallId = "s1", Kind = RecordingKind.Voicemail, Status = RecordingStatus.Processing, ExtensionId = 14L, Caller = "+15550100001",
            SourceUrl = "https://recordings.example.test/1.wav", DurationSeconds = 12, Filename = "", OriginalFilename = "", FilePath = "", FileSize = 0L,
            MimeType = "audio/wav", HeardAt = (DateTimeOffset?)null,
        });
        (await host.CallAsync("s1"))!.RecordingUrl.Should().BeNull("a voicemail belongs to its owner");
    }

    [Fact]
    public async Task Other_events_are_left_alone()
    {
        var host = new RecordHost();

        await host.Writer.OnCallEventAsync(new CallEnded { Tenant = RecordHost.Tenant, Session = "s1", At = RecordHost.Start, Status = CallStatus.Busy }, CancellationToken.None);

        (await host.CallAsync("s1")).Should().BeNull();
    }
}
