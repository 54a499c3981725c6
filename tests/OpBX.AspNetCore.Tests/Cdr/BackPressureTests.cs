using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OpBX.Hosting;

namespace OpBX.Cdr;

/// <summary>A storage that is slow is not buried under deliveries.</summary>
public sealed class BackPressureTests
{
    [Fact]
    public async Task Deliveries_beyondTheBound_areToldToComeAgainAndOthersGoOn()
    {
        await using WebhookHost host = await WebhookHost.StartAsync(
            static _ => { }, static services => services.Configure<RecordIntakeOptions>(static options => options.MaxConcurrentDeliveries = 2), static application => application.MapOpBX());
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Ingestor.Hold = answer.Task;
        string body = $$"""{"call_id":"leg","session":{"token":"s1"},"domain":"{{WebhookHost.Domain}}"}""";

        Task<WebAnswer>[] waiting = [host.PostJsonAsync("/api/webhooks/cloudonix/cdr", body), host.PostJsonAsync("/api/webhooks/cloudonix/cdr", body)];
        await Wait.UntilAsync(() => host.Ingestor.Records.Count == 2);
        WebAnswer refused = await host.PostJsonAsync("/api/webhooks/cloudonix/cdr", body);

        refused.Status.Should().Be(HttpStatusCode.ServiceUnavailable);
        refused.Headers.RetryAfter!.Delta.Should().BePositive();
        answer.SetResult();
        foreach (WebAnswer kept in await Task.WhenAll(waiting)) kept.Status.Should().Be(HttpStatusCode.OK);
        (await host.PostJsonAsync("/api/webhooks/cloudonix/cdr", body)).Status.Should().Be(HttpStatusCode.OK);
    }
}
