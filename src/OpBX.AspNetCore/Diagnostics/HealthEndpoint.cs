using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace OpBX.Diagnostics;

/// <summary>Answers the questions of orchestrators and load balancers (rule F3).</summary>
internal static class HealthEndpoint
{
    private static readonly byte[] Live = "{\"status\":\"healthy\"}"u8.ToArray();

    /// <summary>The process runs.</summary>
    public static Task LiveAsync(HttpContext context) => WriteAsync(context, StatusCodes.Status200OK, Live);

    /// <summary>Calls can be taken, perhaps not as well as usual, or not.</summary>
    public static async Task ReadyAsync(HttpContext context)
    {
        HealthReport report = await context.RequestServices.GetRequiredService<HealthCheckService>()
            .CheckHealthAsync(static check => check.Tags.Contains(ConfigurationHealthCheck.Tag), context.RequestAborted);
        int status = report.Status == HealthStatus.Unhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
        await WriteAsync(context, status, Format(report));
    }

    private static ReadOnlyMemory<byte> Format(HealthReport report)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString("status", Word(report.Status));
        json.WriteStartArray("checks");
        foreach ((string name, HealthReportEntry entry) in report.Entries.OrderBy(static e => e.Key, StringComparer.Ordinal))
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteString("status", Word(entry.Status));
            // The message of an exception may name servers and users: only what a check says of itself is shown.
            json.WriteString("reason", entry.Exception is null ? entry.Description : "The check failed.");
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    private static string Word(HealthStatus status) => status switch
    {
        HealthStatus.Healthy => "healthy",
        HealthStatus.Degraded => "degraded",
        _ => "unhealthy",
    };

    private static async Task WriteAsync(HttpContext context, int status, ReadOnlyMemory<byte> body)
    {
        HttpResponse response = context.Response;
        response.StatusCode = status;
        response.ContentType = "application/json";
        response.ContentLength = body.Length;
        response.Headers.CacheControl = "no-store";
        if (!HttpMethods.IsHead(context.Request.Method)) await response.Body.WriteAsync(body, context.RequestAborted);
    }
}
