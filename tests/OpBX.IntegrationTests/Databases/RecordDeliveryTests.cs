using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OpBX.Cdr;
using OpBX.IntegrationTests.Flows;
using OpBX.IntegrationTests.Hosts;
using OpBX.Tenants;
using OpBX.TestServers;

namespace OpBX.IntegrationTests.Databases;

/// <summary>What is delivered over HTTP ends in the rows of a database: in any order (rule S1), and never in a stranger's (rule C1).</summary>
public sealed class RecordDeliveryTests(CaseDatabases databases) : IClassFixture<CaseDatabases>
{
    private const string OtherDomain = "other.example.test";
    private const string OtherKey = "other-requests-key-0001";
    private static readonly TenantId s_other = new(2);

    [Theory]
    [MemberData(nameof(TestServer.Rows), MemberType = typeof(TestServer))]
    public async Task All_orders_of_six_records_end_in_the_same_row(DatabaseServer server)
    {
        CaseDatabase database = await databases.OfAsync(server);
        await database.KeepAsync([Office.Tenant()]);
        await using PbxHost host = await StartAsync(database);
        int[][] orders = [.. Orders([0, 1, 2, 3, 4, 5])];
        orders.Should().HaveCount(720);

        await Parallel.ForEachAsync(orders.Index(), new ParallelOptions { MaxDegreeOfParallelism = 48 }, async (order, _) =>
        {
            IReadOnlyList<Delivery> six = Delivery.Six(FormattableString.Invariant($"order-{order.Index:000}"));
            foreach (int next in order.Item) (await six[next].SendAsync(host.Client)).Should().Be(HttpStatusCode.OK);
        });

        var rows = new RecordRows(database.Database.DataSource);
        List<object?[]> calls = await rows.QueryAsync(
            "SELECT organization_id,direction,from_number,to_number,did_id,extension_id,ring_group_id,status,initiated_at,answered_at,ended_at,duration,recording_url,"
            + "REPLACE(CONVERT(cloudonix_cdr USING utf8mb4),call_id,'s'),REPLACE(CONVERT(evidence USING utf8mb4),call_id,'s') FROM call_logs");
        calls.Should().HaveCount(720);
        calls.Select(static row => string.Join('|', row)).Distinct().Should().ContainSingle().Which.Should().Contain("|completed|").And.Contain("CONNECTED").And.NotContain("NOANSWER\"}|");
        (await rows.CountAsync("call_detail_records")).Should().Be(720 * 2);
        (await rows.CountAsync("session_updates")).Should().Be(720 * 4);
    }

    [Theory]
    [MemberData(nameof(TestServer.Rows), MemberType = typeof(TestServer))]
    public async Task A_token_of_another_tenant_touches_none_of_its_rows_and_can_be_driven_again(DatabaseServer server)
    {
        CaseDatabase database = await databases.OfAsync(server);
        await database.KeepAsync([Office.Tenant(), Office.Tenant(2, OtherDomain, OtherKey, "{}")]);
        var rows = new RecordRows(database.Database.DataSource);
        const string Token = "the-token-of-the-first";
        Delivery cdr = Delivery.Cdr(Token, 'b', "BUSY", OtherDomain), update = Delivery.Event(Token, "e9", "completed", 60, OtherDomain);
        string before;
        await using (PbxHost host = await StartAsync(database))
        {
            foreach (Delivery own in Delivery.Six(Token).Take(3)) (await own.SendAsync(host.Client)).Should().Be(HttpStatusCode.OK);
            (await Delivery.Cdr(Token, 'b', "CONNECTED").SendAsync(host.Client)).Should().Be(HttpStatusCode.OK);
            before = await rows.DumpAsync(1);

            (await cdr.SendAsync(host.Client, OtherKey)).Should().Be(HttpStatusCode.Accepted);
            (await update.SendAsync(host.Client, OtherKey)).Should().Be(HttpStatusCode.Accepted);
            using var voice = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/voice/route", UriKind.Relative))
            {
                Content = new StringContent($$"""{"Session":"{{Token}}","From":"15550100009","To":"15550100200","Direction":"inbound","Domain":"{{OtherDomain}}"}""", Encoding.UTF8, "application/json"),
            };
            voice.Headers.Authorization = new System.Net.Http.Headers.AuthenticationHeaderValue("Bearer", OtherKey);
            using HttpResponseMessage answer = await host.Client.SendAsync(voice);
            answer.StatusCode.Should().Be(HttpStatusCode.OK);
        }

        // The host is gone, and what it wrote in the background is written.
        before.Split('\n').Should().HaveCount(1 + 1 + 3 + 1, "a call, a CDR and three events stood there");
        (await rows.DumpAsync(1)).Should().Be(before);
        (await rows.DumpAsync(2)).Should().BeEmpty();

        await using PbxHost next = await StartAsync(database);
        IDeadLetterStore store = next.Services.GetRequiredService<IDeadLetterStore>();
        IDeadLetterRedriver redriver = next.Services.GetRequiredService<IDeadLetterRedriver>();
        var query = new DeadLetterQuery { Tenant = s_other };
        IReadOnlyList<DeadLetter> letters = await store.QueryAsync(query, default);
        letters.Select(static letter => (letter.Source, letter.Code)).Should().Contain([("cdr", "foreign-token"), ("session-update", "foreign-token")]);
        letters.Should().OnlyContain(static letter => letter.Code == "foreign-token" && letter.Tenant == s_other);
        Encoding.UTF8.GetString(letters.Single(static letter => letter.Source == "cdr").Body.Span).Should().Contain("BUSY");
        (await store.QueryAsync(query with { Tenant = new TenantId(1) }, default)).Should().BeEmpty();

        (await redriver.RedriveAsync(s_other, letters[0].Id, null, default)).Should().Be(new RedriveResult(RedriveOutcome.Failed, "foreign-token"));
        (await redriver.RedriveAsync(new TenantId(1), letters[0].Id, null, default)).Outcome.Should().Be(RedriveOutcome.NotFound);
        (await store.FindAsync(s_other, letters[0].Id, default))!.Attempts.Should().Be(1);
        (await rows.DumpAsync(1)).Should().Be(before);

        await database.Database.ExecuteAsync($"DELETE FROM call_logs WHERE organization_id=1 AND call_id='{Token}'");
        string without = await rows.DumpAsync(1);
        (await redriver.RedriveAllAsync(query, default)).Should().Be(new RedriveSummary(letters.Count, 0, true));
        (await store.QueryAsync(query, default)).Should().BeEmpty();
        (await rows.DumpAsync(1)).Should().Be(without);
        (await rows.QueryAsync("SELECT l.call_id,l.status,r.call_id,r.disposition,u.event_id FROM call_logs l "
            + "JOIN call_detail_records r ON r.session_id=l.call_id AND r.organization_id=2 JOIN session_updates u ON u.call_id=l.call_id AND u.organization_id=2 WHERE l.organization_id=2"))
            .Should().ContainSingle().Which.Should().Equal(Token, "completed", Token + "-b", "BUSY", "e9");
    }

    private static Task<PbxHost> StartAsync(CaseDatabase database)
        => database.StartHostAsync(PlayedHost.Noon, static builder => builder.Services.Replace(ServiceDescriptor.Singleton(TimeProvider.System)));

    private static IEnumerable<int[]> Orders(int[] of)
    {
        if (of.Length == 1) return [of];
        return of.SelectMany(first => Orders([.. of.Where(other => other != first)]).Select(rest => (int[])[first, .. rest]));
    }
}
