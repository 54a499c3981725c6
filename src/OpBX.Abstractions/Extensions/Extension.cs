using System.Text;
using OpBX.Tenants;

namespace OpBX.Extensions;

/// <summary>What an extension is (rules E1–E7): the schema's <c>type</c> column.</summary>
public enum ExtensionType
{
    /// <summary>A registered phone (rule E1).</summary>
    User,

    /// <summary>A conference room (rule E4).</summary>
    Conference,

    /// <summary>A ring group (rule E2).</summary>
    RingGroup,

    /// <summary>An IVR menu (rule E3).</summary>
    Ivr,

    /// <summary>An AI assistant (rule E5).</summary>
    AiAssistant,

    /// <summary>A web service that answers with CXML of its own (rule E6).</summary>
    CustomLogic,

    /// <summary>Forwards to another extension, a public number or a SIP address (rule E7).</summary>
    Forward,
}

/// <summary>A row of <c>extensions</c>. <see cref="object.ToString"/> hides password and service token (rule H8).</summary>
public sealed record Extension
{
    /// <summary>The extension's id, unique over all tenants.</summary>
    public required long Id { get; init; }

    /// <summary>The number dialled, 1–5 characters, compared as text: leading zeros count (rule N1).</summary>
    public required string ExtensionNumber { get; init; }

    /// <summary>The assigned user.</summary>
    public long? UserId { get; init; }

    /// <summary>What the extension is.</summary>
    /// <value>Default: <see cref="ExtensionType.User"/>.</value>
    public ExtensionType Type { get; init; }

    /// <summary>Whether the extension may be used (rule E8).</summary>
    public EntityStatus Status { get; init; }

    /// <summary>Whether an unanswered call goes to voicemail (rule E1).</summary>
    public bool VoicemailEnabled { get; init; }

    /// <summary>SIP password. Never printed, and never part of a routing snapshot.</summary>
    public string? Password { get; init; }

    /// <summary>Subscriber id on the platform.</summary>
    public string? CloudonixSubscriberId { get; init; }

    /// <summary>Subscriber UUID on the platform.</summary>
    public string? CloudonixUuid { get; init; }

    /// <summary>Whether the subscriber was synchronised with the platform.</summary>
    public bool CloudonixSynced { get; init; }

    /// <summary>
    /// The <c>configuration</c> column. OpBX reads: <c>ring_timeout</c>, <c>forward_to</c>, <c>fallback</c>, <c>destination</c>,
    /// <c>ring_group_id</c>, <c>ivr_menu_id</c>, <c>conference_room_id</c>, <c>caller_id</c>, <c>emergency_caller_id</c>,
    /// <c>limits</c>, <c>voicemail_greeting</c>, <c>provider</c>, <c>phone_number</c>, <c>agent_id</c>.
    /// </summary>
    public JsonSettings Configuration { get; init; } = JsonSettings.Empty;

    /// <summary>Address of an external service (rules E5, E6), at most 500 characters.</summary>
    public string? ServiceUrl { get; init; }

    /// <summary>Secret of the external service. Never printed.</summary>
    public string? ServiceToken { get; init; }

    /// <summary>Parameters for the external service.</summary>
    public JsonSettings ServiceParams { get; init; } = JsonSettings.Empty;

    /// <summary>Whether the extension may be used.</summary>
    public bool IsActive => Status == EntityStatus.Active;

    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append("Id = ").Append(Id).Append(", ExtensionNumber = ").Append(ExtensionNumber)
            .Append(", Type = ").Append(Type).Append(", Status = ").Append(Status);
        return true;
    }
}
