using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using OpBX.Numbers;
using OpBX.Recordings;
using OpBX.Storage;

namespace OpBX.Tenants;

/// <summary>
/// Finds the tenant whose key a request brings (rules H5, H6). The directory names candidates; every candidate is compared,
/// in constant time and without stopping at the first that fits, and a request that finds none is compared as well, so an
/// unknown domain and a wrong key take the same way.
/// </summary>
internal sealed class TenantAuthenticator(ITenantDirectory directory, INumberNormalizer numbers, TimeProvider time)
{
    /// <summary>The longest wait for the storage (rule F1).</summary>
    public static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(1);

    private static readonly TenantCredential Nobody = new() { Tenant = default, KeyHash = new byte[SHA256.HashSizeInBytes] };
    private static readonly byte[] NoHash = new byte[SHA256.HashSizeInBytes];

    /// <summary>Makes one of the services of a request.</summary>
    public static TenantAuthenticator From(IServiceProvider services) => new(
        services.GetService<ITenantDirectory>() ?? services.GetRequiredService<IOpBXStorage>().Directory,
        services.GetRequiredService<INumberNormalizer>(),
        services.GetService<TimeProvider>() ?? TimeProvider.System);

    /// <summary>The tenant whose key it is.</summary>
    /// <param name="key">The key of the request; null = none.</param>
    /// <param name="hints">What the request says about whose it is.</param>
    /// <param name="cancellationToken">Signals that the client is gone.</param>
    public ValueTask<AuthenticationResult> AuthenticateAsync(BearerKey? key, TenantHints hints, CancellationToken cancellationToken)
        => key is { } given
            ? GuardAsync(lookup => FindByKeyAsync(given, hints, lookup), cancellationToken)
            : new ValueTask<AuthenticationResult>(AuthenticationResult.Refused("no-key"));

    /// <summary>The tenant that signed a recording callback address (rule H6).</summary>
    public ValueTask<AuthenticationResult> AuthenticateSignatureAsync(RecordingCallbackParameters parameters, CancellationToken cancellationToken)
        => GuardAsync(lookup => FindBySignatureAsync(parameters, lookup), cancellationToken);

    /// <summary>The one tenant of a domain, without any key: only for records that a host accepts so (rule H6).</summary>
    public ValueTask<AuthenticationResult> IdentifyAsync(TenantHints hints, CancellationToken cancellationToken)
        => GuardAsync(
            async lookup =>
            {
                TenantId? found = null;
                foreach (TenantCredential candidate in await FindByDomainsAsync(hints, lookup))
                {
                    if (found is { } other && other != candidate.Tenant) return AuthenticationResult.Refused("ambiguous");
                    found = candidate.Tenant;
                }
                return found is { } tenant ? AuthenticationResult.Granted(tenant) : AuthenticationResult.Refused("unknown-domain");
            },
            cancellationToken);

    private async ValueTask<AuthenticationResult> FindByKeyAsync(BearerKey key, TenantHints hints, Lookup lookup)
    {
        if (hints.Domains is { Count: > 0 }) return Match(await FindByDomainsAsync(hints, lookup), key, "unknown-domain");
        if (hints.CalledNumber is { } called && numbers.TryNormalize(called, null, NumberSource.Reported, out PhoneNumber number, out _))
        {
            AuthenticationResult byNumber = Match(await lookup.Wait(directory.FindByDidAsync(number, lookup.Token)), key, "unknown-number");
            if (byNumber.Outcome == AuthenticationOutcome.Granted || byNumber.Reason == Ambiguous) return byNumber;
        }
        return Match(await lookup.Wait(directory.FindByKeyHashAsync(key.Hash, lookup.Token)), key, "unknown-key");
    }

    private async ValueTask<IReadOnlyList<TenantCredential>> FindByDomainsAsync(TenantHints hints, Lookup lookup)
    {
        if (hints.Domains is not { Count: > 0 } domains) return [];
        if (domains.Count == 1) return await lookup.Wait(directory.FindByDomainAsync(domains[0], lookup.Token));
        var candidates = new List<TenantCredential>();
        foreach (string domain in domains) candidates.AddRange(await lookup.Wait(directory.FindByDomainAsync(domain, lookup.Token)));
        return candidates;
    }

    private AuthenticationResult Match(IReadOnlyList<TenantCredential> candidates, BearerKey key, string missing)
    {
        DateTimeOffset now = time.GetUtcNow();
        _ = Fits(Nobody, key, now);
        var winner = new Winner();
        for (int i = 0; i < candidates.Count; i++) winner.Add(candidates[i].Tenant, Fits(candidates[i], key, now));
        return winner.ToResult(candidates.Count == 0 ? missing : "wrong-key");
    }

    private async ValueTask<AuthenticationResult> FindBySignatureAsync(RecordingCallbackParameters parameters, Lookup lookup)
    {
        IReadOnlyList<TenantCredential> candidates = parameters.Domain.Length == 0
            ? [] : await lookup.Wait(directory.FindByDomainAsync(parameters.Domain, lookup.Token));
        DateTimeOffset now = time.GetUtcNow();
        bool isCurrent = long.TryParse(parameters.Expires, NumberStyles.None, CultureInfo.InvariantCulture, out long expires)
            && now.ToUnixTimeSeconds() <= expires;
        _ = IsSignedBy(Nobody, parameters, now);
        var winner = new Winner();
        for (int i = 0; i < candidates.Count; i++) winner.Add(candidates[i].Tenant, IsSignedBy(candidates[i], parameters, now));
        AuthenticationResult result = winner.ToResult(candidates.Count == 0 ? "unknown-domain" : "wrong-signature");
        return result.Outcome == AuthenticationOutcome.Granted && !isCurrent ? AuthenticationResult.Refused("expired") : result;
    }

    private static bool Fits(TenantCredential candidate, BearerKey key, DateTimeOffset now)
    {
        ReadOnlySpan<byte> hash = key.Hash.Span;
        bool requests = Equal(candidate.KeyHash.Span, hash);
        bool previous = Equal(candidate.PreviousKeyHash.Span, hash) & IsPreviousValid(candidate, now);
        bool cdr = Equal(candidate.CdrKeyHash.Span, hash);
        return key.IsCdrKey && !candidate.CdrKeyHash.IsEmpty ? cdr : requests | previous;
    }

    private static bool IsSignedBy(TenantCredential candidate, in RecordingCallbackParameters parameters, DateTimeOffset now)
    {
        bool current = RecordingCallbackSigner.Verify(candidate.KeyHash.Span, parameters);
        bool previous = RecordingCallbackSigner.Verify(candidate.PreviousKeyHash.Span, parameters) & IsPreviousValid(candidate, now);
        return current | previous;
    }

    private static bool IsPreviousValid(TenantCredential candidate, DateTimeOffset now) => candidate.PreviousKeyUntil is { } until && now < until;

    private static bool Equal(ReadOnlySpan<byte> stored, ReadOnlySpan<byte> given)
    {
        bool isHash = stored.Length == SHA256.HashSizeInBytes;
        return CryptographicOperations.FixedTimeEquals(isHash ? stored : NoHash, given) & isHash;
    }

    private async ValueTask<AuthenticationResult> GuardAsync(Func<Lookup, ValueTask<AuthenticationResult>> authenticate, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            return await authenticate(new Lookup(time, time.GetTimestamp(), stop));
        }
        catch (TimeoutException)
        {
            return AuthenticationResult.Unavailable("time-limit", null);
        }
        catch (OpBXStorageException exception)
        {
            return AuthenticationResult.Unavailable("storage", exception);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return AuthenticationResult.Unavailable("unexpected", exception);
        }
    }

    private const string Ambiguous = "ambiguous";

    /// <summary>One authentication's wait for the storage: all its questions share one time limit.</summary>
    private readonly struct Lookup(TimeProvider time, long startedAt, CancellationTokenSource stop)
    {
        public CancellationToken Token => stop.Token;

        public async ValueTask<IReadOnlyList<TenantCredential>> Wait(ValueTask<IReadOnlyList<TenantCredential>> question)
        {
            if (question.IsCompleted) return await question;
            TimeSpan left = TimeLimit - time.GetElapsedTime(startedAt);
            try
            {
                return await question.AsTask().WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, time, stop.Token);
            }
            catch (TimeoutException)
            {
                await stop.CancelAsync();
                throw;
            }
        }
    }

    /// <summary>The one tenant among the candidates whose key fits.</summary>
    private struct Winner
    {
        private TenantId? _tenant;
        private bool _isAmbiguous;

        public void Add(TenantId tenant, bool fits)
        {
            if (!fits) return;
            _isAmbiguous |= _tenant is { } other && other != tenant;
            _tenant = tenant;
        }

        public readonly AuthenticationResult ToResult(string reason)
            => _isAmbiguous ? AuthenticationResult.Refused(Ambiguous)
            : _tenant is { } tenant ? AuthenticationResult.Granted(tenant)
            : AuthenticationResult.Refused(reason);
    }
}
