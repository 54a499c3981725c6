using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OpBX.Routing;

namespace OpBX.Cxml;

/// <summary>What a caller hears when nothing else can be said: a sentence, then the end of the call (rule F1).</summary>
internal static class SafeDocument
{
    /// <summary>The document with the host's own sentence.</summary>
    /// <param name="services">The services of the request.</param>
    /// <param name="isAnswered">Whether the call has been answered; while it is not, speaking costs nobody anything (rule R3).</param>
    public static CxmlResponse Create(IServiceProvider services, bool isAnswered)
    {
        Announcements texts = services.GetService<IOptions<Announcements>>()?.Value ?? new Announcements();
        return new CxmlResponse(
            new Say(texts.Safe) { Answer = isAnswered ? null : false, Voice = texts.Voice, Language = texts.Language },
            new Hangup());
    }

    /// <summary>The document that needs nothing and can't fail.</summary>
    public static CxmlResponse Last(bool isAnswered) => isAnswered ? LastAnswered : LastUnanswered;

    private static readonly CxmlResponse LastUnanswered = new(new Say(new Announcements().Safe) { Answer = false }, new Hangup());

    private static readonly CxmlResponse LastAnswered = new(new Say(new Announcements().Safe), new Hangup());
}
