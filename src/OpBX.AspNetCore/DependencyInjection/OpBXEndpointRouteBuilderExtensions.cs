using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using OpBX;
using OpBX.Calls;
using OpBX.Cdr;
using OpBX.Cxml;
using OpBX.Diagnostics;
using OpBX.Numbers;
using OpBX.Recordings;
using OpBX.Routing;
using OpBX.Sessions;
using OpBX.Storage;
using OpBX.Tenants;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the webhooks of OpBX into an application.</summary>
public static class OpBXEndpointRouteBuilderExtensions
{
    private static readonly string[] GetOrPost = [HttpMethods.Get, HttpMethods.Post];
    private static readonly string[] Post = [HttpMethods.Post];
    private static readonly string[] GetOrHead = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>
    /// Maps the webhooks below <c>/api</c>: <c>/voice/route</c>, <c>/voice/continue</c>, <c>/webhooks/cloudonix/session-update</c>,
    /// <c>/webhooks/cloudonix/cdr</c> and <c>/webhooks/cloudonix/recording-status</c>.
    /// </summary>
    /// <remarks>
    /// The webhooks authenticate themselves by the tenant's key (rule H5), so they are open to anonymous requests as far as the
    /// host's own authorization is concerned: a fallback policy that redirects to a login page would drop calls.
    /// </remarks>
    /// <param name="endpoints">The application.</param>
    /// <returns>The routes, for conventions of the host such as rate limits by address.</returns>
    /// <exception cref="InvalidOperationException"><c>AddOpBX()</c> was not called.</exception>
    /// <exception cref="OptionsValidationException">The <see cref="OpBXHttpOptions"/> have faults; all are listed.</exception>
    public static IEndpointConventionBuilder MapOpBX(this IEndpointRouteBuilder endpoints) => MapOpBX(endpoints, OpBXHttpOptions.DefaultPrefix);

    /// <summary>Maps the webhooks below a prefix; see <see cref="MapOpBX(IEndpointRouteBuilder)"/>.</summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="prefix">The path before the routes, such as <c>/api</c>; empty = none.</param>
    /// <returns>The routes.</returns>
    /// <exception cref="ArgumentException">The prefix is neither empty nor a path that begins with <c>/</c>.</exception>
    /// <exception cref="InvalidOperationException"><c>AddOpBX()</c> was not called.</exception>
    /// <exception cref="OptionsValidationException">The <see cref="OpBXHttpOptions"/> have faults; all are listed.</exception>
    public static IEndpointConventionBuilder MapOpBX(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string prefix)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(prefix);
        prefix = prefix.TrimEnd('/');
        if (prefix.Length > 0 && prefix[0] != '/') throw new ArgumentException("The prefix of the webhooks must begin with «/».", nameof(prefix));
        RequireServices(endpoints.ServiceProvider);
        OpBXHttpOptions options = ValidOptions(endpoints.ServiceProvider);
        options.Prefix = prefix;

        RouteGroupBuilder group = endpoints.MapGroup(prefix);
        Map(group, "/voice/route", GetOrPost, VoiceEndpoint.RouteAsync);
        Map(group, "/voice/continue", GetOrPost, VoiceEndpoint.ContinueAsync)
            .Finally(endpoint => NotePrefix(endpoint, "/voice/continue", options));
        Map(group, "/webhooks/cloudonix/session-update", Post, SessionUpdateEndpoint.HandleAsync);
        Map(group, "/webhooks/cloudonix/cdr", Post, CdrEndpoint.HandleAsync);
        Map(group, RecordingCallbackSigner.Path, GetOrPost, RecordingStatusEndpoint.HandleAsync);
        return group;
    }

    /// <summary>
    /// Maps <c>GET /health/live</c>, which says that the process runs, and <c>GET /health/ready</c>, which says how the checks
    /// tagged <c>opbx</c> are: 200 for <c>healthy</c> and <c>degraded</c>, 503 for <c>unhealthy</c> (rule F3).
    /// </summary>
    /// <param name="endpoints">The application.</param>
    /// <returns>The routes.</returns>
    /// <exception cref="InvalidOperationException">No health checks are registered: <c>AddOpBX()</c> was not called.</exception>
    public static IEndpointConventionBuilder MapOpBXHealth(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        Require(endpoints.ServiceProvider, typeof(HealthCheckService));
        RouteGroupBuilder group = endpoints.MapGroup("/health");
        group.MapMethods("/live", GetOrHead, HealthEndpoint.LiveAsync);
        group.MapMethods("/ready", GetOrHead, HealthEndpoint.ReadyAsync);
        return group;
    }

    private static IEndpointConventionBuilder Map(RouteGroupBuilder group, string path, string[] methods, RequestDelegate handler)
        => group.MapMethods(path, methods, handler)
            .WithMetadata(new WebhookRoute(path), new AllowAnonymousAttribute())
            .WithDisplayName("OpBX " + path);

    /// <summary>A group of the host may stand before the prefix: only the finished route knows the whole of it.</summary>
    private static void NotePrefix(EndpointBuilder endpoint, string suffix, OpBXHttpOptions options)
    {
        if (endpoint is not RouteEndpointBuilder { RoutePattern: { Parameters.Count: 0, RawText: { } text } }) return;
        text = "/" + text.Trim('/');
        if (text.EndsWith(suffix, StringComparison.Ordinal)) options.Prefix = text[..^suffix.Length];
    }

    private static void RequireServices(IServiceProvider services)
    {
        Require(services, typeof(ICallRouter));
        Require(services, typeof(INumberNormalizer));
        if (!Has(services, typeof(ITenantDirectory))) Require(services, typeof(IOpBXStorage));
    }

    private static void Require(IServiceProvider services, Type service)
    {
        if (Has(services, service)) return;
        throw new InvalidOperationException($"OpBX is not set up: call builder.Services.AddOpBX() before mapping its routes ({service.Name} is not registered).");
    }

    private static bool Has(IServiceProvider services, Type service)
        => services.GetService<IServiceProviderIsService>()?.IsService(service) ?? services.GetService(service) is not null;

    /// <summary>Validates here as well, because a host that calls no method of this package's builder has registered no validation.</summary>
    private static OpBXHttpOptions ValidOptions(IServiceProvider services)
    {
        OpBXHttpOptions options = services.GetRequiredService<IOptions<OpBXHttpOptions>>().Value;
        ValidateOptionsResult result = new OpBXHttpOptionsValidator().Validate(Options.DefaultName, options);
        if (result.Failed) throw new OptionsValidationException(Options.DefaultName, typeof(OpBXHttpOptions), result.Failures);
        if (options.AllowUnauthenticatedCdr) Log.UnauthenticatedCdrAllowed(Log.For(services));
        return options;
    }
}
