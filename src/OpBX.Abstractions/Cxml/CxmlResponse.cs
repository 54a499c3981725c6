using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace OpBX.Cxml;

/// <summary>A CXML document: what the platform is to do with the call, verb by verb. Immutable; equal to another when all verbs are.</summary>
/// <remarks>
/// <code>
/// new CxmlResponse(new Say("We are closed."), new Hangup())
/// CxmlResponse response = [new Say("We are closed."), new Hangup()];
/// </code>
/// At the end of the document the call is hung up.
/// </remarks>
[CollectionBuilder(typeof(CxmlResponse), nameof(Create))]
public sealed record CxmlResponse
{
    private readonly CxmlItems<CxmlVerb> _verbs;

    /// <summary>Makes a document from verbs in the order in which they are to be done.</summary>
    /// <param name="verbs">The verbs; none makes an empty document.</param>
    [OverloadResolutionPriority(1)]
    public CxmlResponse(params ReadOnlySpan<CxmlVerb> verbs) => _verbs = new(ImmutableArray.Create(verbs));

    /// <summary>Makes a document from a list of verbs, which is not copied.</summary>
    /// <param name="verbs">The verbs; a default array counts as empty.</param>
    public CxmlResponse(ImmutableArray<CxmlVerb> verbs) => _verbs = new(verbs);

    /// <summary>The verbs in order; never default.</summary>
    public ImmutableArray<CxmlVerb> Verbs
    {
        get => _verbs.Values;
        init => _verbs = new(value);
    }

    /// <summary>Makes a document from verbs; what a collection expression calls.</summary>
    /// <param name="verbs">The verbs in order.</param>
    /// <returns>The document.</returns>
    public static CxmlResponse Create(ReadOnlySpan<CxmlVerb> verbs) => new(verbs);

    /// <summary>Enumerates the verbs in order, without allocating.</summary>
    /// <returns>The enumerator.</returns>
    public ImmutableArray<CxmlVerb>.Enumerator GetEnumerator() => Verbs.GetEnumerator();

    /// <summary>The names of the verbs, without their content, which may hold secrets ([H8]).</summary>
    public override string ToString() => $"Response {{ {string.Join(", ", Verbs.Select(verb => verb is CustomVerb custom ? custom.Name : verb.GetType().Name))} }}";
}
