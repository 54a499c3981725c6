using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using OpBX.IntegrationTests.Flows;

namespace OpBX.IntegrationTests.Databases;

/// <summary>One record of a call as the platform delivers it: an event of the session or the CDR of one of its two legs.</summary>
/// <param name="Route">The webhook: <c>session-update</c> or <c>cdr</c>.</param>
/// <param name="Session">The session token.</param>
/// <param name="Name">The event, or the SIP Call-ID of the leg.</param>
/// <param name="Body">What is posted.</param>
internal sealed record Delivery(string Route, string Session, string Name, string Body)
{
    private const long Start = 1_768_473_000_000;

    /// <summary>What names the row that it becomes.</summary>
    public (string Route, string Session, string Name) Key => (Route, Session, Name);

    public bool IsCdr => Route == "cdr";

    /// <summary>An event.</summary>
    public static Delivery Event(string session, string name, string status, int second, string domain = Office.Domain)
    {
        string answered = second >= 5 ? Epoch(5) : "null", ended = second >= 60 ? Epoch(60) : "null";
        return new Delivery("session-update", session, name,
            $$"""
            {"id":"77","token":"{{session}}","eventId":"{{name}}","domain":"{{domain}}","status":"{{status}}","direction":"incoming","callerId":"15550100001","destination":"15550100200",
            "modifiedAt":"2026-01-15T10:{{(30 + (second / 60)).ToString("00", CultureInfo.InvariantCulture)}}:{{(second % 60).ToString("00", CultureInfo.InvariantCulture)}}Z",
            "callStartTime":{{Epoch(0)}},"callAnswerTime":{{answered}},"callEndTime":{{ended}},"callIds":["{{session}}-a","{{session}}-b"]}
            """);
    }

    /// <summary>The CDR of the session's own leg (a) or of the leg to whom it was connected (b).</summary>
    public static Delivery Cdr(string session, char leg, string disposition, string domain = Office.Domain)
        => new("cdr", session, $"{session}-{leg}",
            $$$"""
            {"call_id":"{{{session}}}-{{{leg}}}","domain":"{{{domain}}}","timestamp":{{{Start / 1000}}},"from":"15550100001","to":"15550100200","duration":60,"billsec":55,"disposition":"{{{disposition}}}","sell_cost":"0.0250",
            "session":{"token":"{{{session}}}","direction":"incoming","callStartTime":{{{Epoch(0)}}},"callAnswerTime":{{{Epoch(5)}}},"callEndTime":{{{Epoch(60)}}},"profile":{"callId":["{{{session}}}-a","{{{session}}}-b"] } } }
            """);

    /// <summary>Six records of one call, which was answered and is over.</summary>
    public static IReadOnlyList<Delivery> Six(string session) =>
    [
        Event(session, "e1", "processing", 0),
        Event(session, "e2", "ringing", 1),
        Event(session, "e3", "connected", 5),
        Event(session, "e4", "completed", 60),
        Cdr(session, 'a', "CONNECTED"),
        Cdr(session, 'b', "NOANSWER"),
    ];

    /// <summary>Delivers it.</summary>
    public Task<HttpStatusCode> SendAsync(HttpClient client, string key = Office.Key) => SendAsync(client, client.BaseAddress!, key);

    /// <summary>Delivers it to a host.</summary>
    public async Task<HttpStatusCode> SendAsync(HttpClient client, Uri host, string key = Office.Key)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, new Uri(host, "/api/webhooks/cloudonix/" + Route))
        {
            Content = new StringContent(Body, Encoding.UTF8, "application/json"),
        };
        message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using HttpResponseMessage answer = await client.SendAsync(message);
        return answer.StatusCode;
    }

    private static string Epoch(int second) => (Start + (second * 1000L)).ToString(CultureInfo.InvariantCulture);
}
