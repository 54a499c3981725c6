using System.Text;
using OpBX.Tenants;

namespace OpBX.Conferences;

/// <summary>A row of <c>conference_rooms</c> (rules K1, K2). <see cref="object.ToString"/> hides the PIN.</summary>
public sealed record ConferenceRoom
{
    /// <summary>The room's id, unique over all tenants.</summary>
    public required long Id { get; init; }

    /// <summary>Name, at most 100 characters.</summary>
    public required string Name { get; init; }

    /// <summary>The extension by which the room is dialled (rule E4); 0 = none.</summary>
    public long ExtensionId { get; init; }

    /// <summary>Free text.</summary>
    public string? Description { get; init; }

    /// <summary>How many may take part. Values outside 1–250 are brought into that range during a call.</summary>
    /// <value>Default: 10.</value>
    public int MaxParticipants { get; init; } = 10;

    /// <summary>Whether the conference starts when this participant enters.</summary>
    /// <value>Default: true.</value>
    public bool StartConferenceOnEnter { get; init; } = true;

    /// <summary>Whether the conference ends when a participant leaves; the platform means «this participant».</summary>
    public bool EndConferenceOnExit { get; init; }

    /// <summary>Whether participants enter muted.</summary>
    public bool MuteOnEntry { get; init; }

    /// <summary>Whether entering and leaving are announced.</summary>
    public bool AnnounceJoinLeave { get; init; }

    /// <summary>Whether the room may be used.</summary>
    public EntityStatus Status { get; init; }

    /// <summary>The added <c>pin</c> column: digits asked before entering (rule K2); null = none. Never printed.</summary>
    public string? Pin { get; init; }

    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append("Id = ").Append(Id).Append(", Name = ").Append(Name).Append(", Status = ").Append(Status);
        return true;
    }
}
