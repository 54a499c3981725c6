using OpBX.Core.Tests.Cdr;
using OpBX.Numbers;
using OpBX.Routing;
using OpBX.Tenants;

namespace OpBX.Calls;

/// <summary>Traces that are kept for the story of a call.</summary>
public sealed class CallTracesTests
{
    private static readonly TenantId s_tenant = new(1), s_other = new(2);

    [Fact]
    public void Decisions_of_a_call_are_kept_in_order_and_for_its_tenant_alone()
    {
        CallTraces traces = Keep(10);
        traces.Add(s_tenant, "s1", Decision("first"));
        traces.Add(s_other, "s1", Decision("other"));
        traces.Add(s_tenant, "s1", Decision("second"));
        traces.Add(s_tenant, null, Decision("nameless"));

        Codes(traces, s_tenant, "s1").Should().Equal("first", "second");
        Codes(traces, s_other, "s1").Should().Equal("other");
        Codes(traces, s_tenant, "").Should().BeEmpty();
    }

    [Fact]
    public void The_call_seen_longest_ago_makes_room()
    {
        CallTraces traces = Keep(2);
        foreach (string session in (string[])["a", "b", "a", "c"]) traces.Add(s_tenant, session, Decision(session));

        Codes(traces, s_tenant, "a").Should().HaveCount(2);
        Codes(traces, s_tenant, "b").Should().BeEmpty();
        Codes(traces, s_tenant, "c").Should().HaveCount(1);
    }

    [Fact]
    public void One_call_cannot_fill_the_memory()
    {
        CallTraces traces = Keep(1);
        for (int i = 0; i < 1000; i++) traces.Add(s_tenant, "a", Decision("x"));
        Codes(traces, s_tenant, "a").Should().HaveCount(200);
    }

    [Fact]
    public void Nothing_is_kept_when_told_so()
    {
        CallTraces traces = Keep(0);
        traces.Add(s_tenant, "a", Decision("x"));
        Codes(traces, s_tenant, "a").Should().BeEmpty();
    }

    [Fact]
    public void Forgetting_takes_one_tenant()
    {
        CallTraces traces = Keep(10);
        foreach (string session in (string[])["a", "b"])
        {
            traces.Add(s_tenant, session, Decision("x"));
            traces.Add(s_other, session, Decision("x"));
        }
        traces.Forget(s_tenant);
        Codes(traces, s_tenant, "a").Should().BeEmpty();
        Codes(traces, s_tenant, "b").Should().BeEmpty();
        Codes(traces, s_other, "b").Should().HaveCount(1);
        traces.Add(s_tenant, "a", Decision("y"));
        Codes(traces, s_tenant, "a").Should().Equal("y");
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(100_001)]
    public void A_number_of_calls_out_of_range_is_a_fault(int calls)
        => new RoutingOptionsValidator().Validate(null, new RoutingOptions { TracedCalls = calls }).Failures.Should().ContainSingle().Which.Should().Contain("TracedCalls");

    private static CallTraces Keep(int calls) => new(() => new RoutingOptions { TracedCalls = calls });

    private static CallDecision Decision(string code) => new(RecordHost.Start, default, RoutingOutcome.Dial, new RoutingTrace([new TraceStep(default, "R", code, null)]));

    private static IEnumerable<string> Codes(CallTraces traces, TenantId tenant, string session) => traces.Of(tenant, session).Select(static decision => decision.Trace[0].Code);
}
