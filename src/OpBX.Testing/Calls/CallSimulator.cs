using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OpBX.Diagnostics;
using OpBX.Routing;
using OpBX.State;
using OpBX.Tenants;

namespace OpBX.Calls;

/// <summary>
/// Plays the Cloudonix platform: sends a call to the engine or to a host, does what the documents say, lets phones ring, presses
/// keys, follows actions, and tells what the caller heard and who rang. Every document is checked against the CXML contract
/// (<see cref="Cxml.CxmlSchema"/>). Works with any test framework; several calls may be played at once.
/// </summary>
/// <remarks>
/// Time is simulated: a call that rings for 30 seconds takes none. The engine decides each stage at the instant at which the
/// call stands then. The clock itself is not moved by playing, except with <see cref="SimulatedCall.At"/>.
/// </remarks>
public sealed class CallSimulator
{
    private readonly ICallHost _host;
    private readonly TimeProvider _time;
    private long _calls;

    private CallSimulator(ICallHost host, TimeProvider time)
    {
        _host = host;
        _time = time;
    }

    /// <summary>Plays against the engine with its default options, at 1 January 2030, 00:00 UTC unless a call says when.</summary>
    /// <param name="tenant">The tenant's configuration.</param>
    public static CallSimulator ForEngine(TenantConfiguration tenant) => ForEngine(tenant, new RoutingEngine(), new ManualTimeProvider());

    /// <summary>Plays against an engine, at 1 January 2030, 00:00 UTC unless a call says when.</summary>
    /// <param name="tenant">The tenant's configuration.</param>
    /// <param name="engine">The engine, with options, destinations and strategies of one's own.</param>
    public static CallSimulator ForEngine(TenantConfiguration tenant, RoutingEngine engine) => ForEngine(tenant, engine, new ManualTimeProvider());

    /// <summary>Plays against the engine with its default options.</summary>
    /// <param name="tenant">The tenant's configuration.</param>
    /// <param name="timeProvider">The clock.</param>
    public static CallSimulator ForEngine(TenantConfiguration tenant, TimeProvider timeProvider) => ForEngine(tenant, new RoutingEngine(), timeProvider);

    /// <summary>Plays against an engine, with rotation and limits in memory, shared by all calls of the simulator.</summary>
    /// <param name="tenant">The tenant's configuration.</param>
    /// <param name="engine">The engine, with options, destinations and strategies of one's own.</param>
    /// <param name="timeProvider">The clock.</param>
    public static CallSimulator ForEngine(TenantConfiguration tenant, RoutingEngine engine, TimeProvider timeProvider)
        => ForEngine(tenant, engine, timeProvider, new InMemoryOpBXState(timeProvider));

    /// <summary>Plays against an engine and a state.</summary>
    /// <param name="tenant">The tenant's configuration.</param>
    /// <param name="engine">The engine, with options, destinations and strategies of one's own.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="state">Answers whose turn it is and what may be dialled. Where it throws <see cref="OpBXStateException"/> the call goes on without it (rule F2).</param>
    public static CallSimulator ForEngine(TenantConfiguration tenant, RoutingEngine engine, TimeProvider timeProvider, IOpBXState state)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        ArgumentNullException.ThrowIfNull(engine);
        CallSimulator simulator = ForEngine(TenantSnapshot.Build(tenant, engine.Catalog), engine, timeProvider, state);
        ((EngineCallHost)simulator._host).Domain = tenant.CloudonixSettings?.DomainName;
        return simulator;
    }

    /// <summary>Plays against the engine with its default options, at 1 January 2030, 00:00 UTC unless a call says when.</summary>
    /// <param name="tenant">The tenant's snapshot.</param>
    public static CallSimulator ForEngine(TenantSnapshot tenant) => ForEngine(tenant, new RoutingEngine(), new ManualTimeProvider());

    /// <summary>Plays against an engine, with rotation and limits in memory, shared by all calls of the simulator.</summary>
    /// <param name="tenant">The tenant's snapshot, built with the catalog of the engine.</param>
    /// <param name="engine">The engine.</param>
    /// <param name="timeProvider">The clock.</param>
    public static CallSimulator ForEngine(TenantSnapshot tenant, RoutingEngine engine, TimeProvider timeProvider)
        => ForEngine(tenant, engine, timeProvider, new InMemoryOpBXState(timeProvider));

    /// <summary>Plays against an engine and a state.</summary>
    /// <param name="tenant">The tenant's snapshot, built with the catalog of the engine.</param>
    /// <param name="engine">The engine.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="state">Answers whose turn it is and what may be dialled. Where it throws <see cref="OpBXStateException"/> the call goes on without it (rule F2).</param>
    public static CallSimulator ForEngine(TenantSnapshot tenant, RoutingEngine engine, TimeProvider timeProvider, IOpBXState state)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(timeProvider);
        ArgumentNullException.ThrowIfNull(state);
        return new CallSimulator(new EngineCallHost(tenant, engine, state), timeProvider);
    }

    /// <summary>Plays against a host over HTTP, with the system's clock in the requests.</summary>
    /// <param name="client">A client with the host's address as <see cref="HttpClient.BaseAddress"/>: of a test server or of a real one. It should not follow redirects, as the platform does not.</param>
    /// <param name="domain">The domain whose calls are played.</param>
    public static CallSimulator ForHttp(HttpClient client, CloudonixDomain domain) => ForHttp(client, domain, TimeProvider.System);

    /// <summary>Plays against a host over HTTP.</summary>
    /// <param name="client">A client with the host's address as <see cref="HttpClient.BaseAddress"/>: of a test server or of a real one. It should not follow redirects, as the platform does not.</param>
    /// <param name="domain">The domain whose calls are played.</param>
    /// <param name="timeProvider">The clock that the requests tell the time by: that of the host, where they share one.</param>
    public static CallSimulator ForHttp(HttpClient client, CloudonixDomain domain, TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(domain);
        ArgumentNullException.ThrowIfNull(timeProvider);
        return new CallSimulator(new HttpCallHost(client, domain), timeProvider);
    }

    /// <summary>Lets results tell outcomes and traces of a host in the same process (see <c>AddRoutingTraceRecorder()</c>).</summary>
    /// <param name="recorder">The recorder of the host's container.</param>
    /// <returns>The same simulator.</returns>
    /// <exception cref="InvalidOperationException">The simulator plays against the engine, which tells them anyway.</exception>
    public CallSimulator WithTraces(RoutingTraceRecorder recorder)
    {
        ArgumentNullException.ThrowIfNull(recorder);
        if (_host is not HttpCallHost http) throw new InvalidOperationException("Against the engine every result has its traces.");
        http.Traces = recorder;
        return this;
    }

    /// <summary>Another configuration decides from the next request on, also of calls that are under way.</summary>
    /// <param name="tenant">The tenant's configuration.</param>
    /// <exception cref="InvalidOperationException">The simulator plays over HTTP, where the host has the configuration.</exception>
    public void UseTenant(TenantConfiguration tenant)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        if (_host is not EngineCallHost engine) throw new InvalidOperationException("Over HTTP the configuration is the host's.");
        engine.Tenant = TenantSnapshot.Build(tenant, engine.Engine.Catalog);
    }

    /// <summary>A call from the public network to a number of the tenant.</summary>
    /// <param name="from">The caller id; a leading <c>+</c> is dropped, as the platform does.</param>
    /// <param name="to">The called number; a leading <c>+</c> is dropped, as the platform does.</param>
    public SimulatedCall Inbound(string from, string to) => Call(CallDirection.Inbound, from, WithoutPlus(to));

    /// <summary>A call by a phone of the tenant.</summary>
    /// <param name="extension">The extension that calls.</param>
    /// <param name="dialled">What it dials, as it is dialled.</param>
    public SimulatedCall Subscriber(string extension, string dialled) => Call(CallDirection.Subscriber, extension, dialled);

    /// <summary>A call made through the platform's REST interface: whoever it called has answered already.</summary>
    /// <param name="from">The caller id; a leading <c>+</c> is dropped, as the platform does.</param>
    /// <param name="to">The number that it asks for; a leading <c>+</c> is dropped, as the platform does.</param>
    public SimulatedCall Rest(string from, string to) => Call(CallDirection.OutboundApi, from, WithoutPlus(to));

    /// <summary>A call made by an application of the platform.</summary>
    /// <param name="from">The caller id; a leading <c>+</c> is dropped, as the platform does.</param>
    /// <param name="to">What it asks for.</param>
    public SimulatedCall Application(string from, string to) => Call(CallDirection.Application, from, to);

    /// <summary>A call of any direction.</summary>
    /// <param name="direction">The platform's word for the direction; default = none is sent.</param>
    /// <param name="from">The caller id; a leading <c>+</c> is dropped, as the platform does.</param>
    /// <param name="to">What was dialled, as it is.</param>
    public SimulatedCall Call(CallDirection direction, string from, string to)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        return new SimulatedCall(this, new CallScript { Direction = direction, From = WithoutPlus(from), To = to });
    }

    internal Task<CallResult> PlayAsync(CallScript script, CancellationToken cancellationToken)
    {
        ManualTimeProvider? clock = script.At is null ? null : _time as ManualTimeProvider;
        DateTimeOffset start = script.At ?? _time.GetUtcNow();
        return new CallPlay(_host, script, script.Session ?? NewSession(), start, clock).PlayAsync(cancellationToken);
    }

    private static string WithoutPlus(string number)
    {
        ArgumentNullException.ThrowIfNull(number);
        return number.StartsWith('+') ? number[1..] : number;
    }

    /// <summary>
    /// 32 hexadecimal digits. Against the engine they are the same in every run; a host may remember the sessions of the run before.
    /// </summary>
    private string NewSession()
    {
        long number = Interlocked.Increment(ref _calls);
        if (_host is HttpCallHost) return Guid.NewGuid().ToString("N");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(number.ToString(CultureInfo.InvariantCulture))).AsSpan(0, 16));
    }
}
