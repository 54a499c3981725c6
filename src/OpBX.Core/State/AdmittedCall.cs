using OpBX.Outbound;
using OpBX.Tenants;

namespace OpBX.State;

/// <summary>The answer to one admission request, and, where it was admitted, the slot that the call holds.</summary>
internal sealed class AdmittedCall
{
    /// <summary>The session; null = the platform sent none.</summary>
    public required (TenantId Tenant, string Session)? Session { get; init; }

    public required string Step { get; init; }

    /// <summary>The stage of the session that asked; empty = not known.</summary>
    public required string Stage { get; init; }

    public required AdmissionAnswer Answer { get; init; }

    /// <summary>Whether the call was admitted, so that it holds, or held, a slot.</summary>
    public bool IsAdmitted => Organization is not null;

    /// <summary>The organization's account; null = the call was refused and holds nothing.</summary>
    public AdmissionAccount? Organization { get; init; }

    /// <summary>The extension's account, if an extension called.</summary>
    public AdmissionAccount? Extension { get; init; }

    /// <summary>Tells calls apart, in the order of their admission.</summary>
    public long Sequence { get; init; }

    public TimeSpan AdmittedAt { get; init; }

    /// <summary>When the slot ends by itself.</summary>
    public TimeSpan EndsAt { get; init; }

    /// <summary>The UTC day that pays for the call.</summary>
    public int Day { get; init; }

    /// <summary>Whether the call holds its slot.</summary>
    public bool IsLive { get; private set; }

    /// <summary>What the call takes from its day, in seconds: first its longest duration.</summary>
    public long Charged { get; private set; }

    /// <summary>How well the charge is known.</summary>
    public Settlement Settlement { get; private set; }

    /// <summary>When the answer is forgotten; set when the slot ends.</summary>
    public TimeSpan ForgetAt { get; set; }

    /// <summary>Takes the slot and reserves the longest duration.</summary>
    public void Start()
    {
        IsLive = true;
        Charged = Answer.MaxSeconds;
        Organization!.Admit(AdmittedAt, Charged);
        Extension?.Admit(AdmittedAt, Charged);
    }

    /// <summary>Gives the slot back; the charge stays until it is settled.</summary>
    public void End()
    {
        IsLive = false;
        Organization!.End();
        Extension?.End();
    }

    /// <summary>Charges a duration in place of what was reserved.</summary>
    public void Settle(long seconds, Settlement settlement)
    {
        long charge = Math.Clamp(seconds, 0, Answer.MaxSeconds);
        Organization!.Correct(Day, charge - Charged);
        Extension?.Correct(Day, charge - Charged);
        Charged = charge;
        Settlement = settlement;
    }
}

/// <summary>How well it is known what a call takes from the minutes of its day.</summary>
internal enum Settlement
{
    /// <summary>Its longest duration is held back.</summary>
    Reserved,

    /// <summary>It ended; the time since it was admitted is charged.</summary>
    Estimated,

    /// <summary>Its true duration is charged, which nothing changes any more.</summary>
    Exact,
}
