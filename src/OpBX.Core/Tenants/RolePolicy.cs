using OpBX.Extensions;

namespace OpBX.Tenants;

/// <summary>What somebody wants to do (rule T3).</summary>
public enum RoleAction
{
    /// <summary>Look at it or list it.</summary>
    Read,

    /// <summary>Make a new one.</summary>
    Create,

    /// <summary>Change it.</summary>
    Update,

    /// <summary>Remove it.</summary>
    Delete,
}

/// <summary>On what somebody wants to do it (rule T3).</summary>
public enum RoleSubject
{
    /// <summary>The organization itself: name, status, settings.</summary>
    Organization,

    /// <summary>The connection to the platform: domain and keys.</summary>
    PlatformSettings,

    /// <summary>User accounts. Which of them an administrator may change: <see cref="RolePolicy.MayManage"/>.</summary>
    Users,

    /// <summary>Extensions.</summary>
    Extensions,

    /// <summary>All other objects of the PBX: numbers, ring groups, hours, menus, rooms, outbound rules.</summary>
    Configuration,

    /// <summary>Call logs, detail records, session updates and what is counted from them.</summary>
    CallRecords,

    /// <summary>Recordings of conversations and conferences.</summary>
    Recordings,

    /// <summary>Voicemail. Changing it means marking it as heard.</summary>
    Voicemail,
}

/// <summary>How much of something a role reaches (rule T3).</summary>
public enum RoleAccess
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>What belongs to the user: the account, the assigned extensions, their calls, recordings and voicemail.</summary>
    Own,

    /// <summary>All there is in the organization.</summary>
    All,
}

/// <summary>
/// The one answer to «may this role do that?» (rule T3): <see cref="UserRole.Owner"/> administers everything,
/// <see cref="UserRole.PbxAdmin"/> the PBX, <see cref="UserRole.PbxUser"/> sees its own extension and calls, and
/// <see cref="UserRole.Reporter"/> reads records. OpBX itself asks nobody who they are: hosts do, and ask here. What is not
/// allowed expressly is not allowed. Everything is within one organization; another one's objects are never reached (rule T1).
/// </summary>
public static class RolePolicy
{
    /// <summary>How much of a subject a role reaches with an action.</summary>
    public static RoleAccess AccessOf(UserRole role, RoleAction action, RoleSubject subject) => role switch
    {
        UserRole.Owner => Administers(action, subject),
        UserRole.PbxAdmin when subject == RoleSubject.Organization => action == RoleAction.Read ? RoleAccess.All : RoleAccess.None,
        UserRole.PbxAdmin => Administers(action, subject),
        UserRole.PbxUser => SeesOwn(action, subject),
        UserRole.Reporter when subject is RoleSubject.CallRecords or RoleSubject.Recordings => action == RoleAction.Read ? RoleAccess.All : RoleAccess.None,
        _ => RoleAccess.None,
    };

    /// <summary>Whether a role may do that.</summary>
    /// <param name="role">The role.</param>
    /// <param name="action">What is to be done.</param>
    /// <param name="subject">On what.</param>
    /// <param name="isOwn">Whether it belongs to the user who asks.</param>
    public static bool May(UserRole role, RoleAction action, RoleSubject subject, bool isOwn) => AccessOf(role, action, subject) switch
    {
        RoleAccess.All => true,
        RoleAccess.Own => isOwn,
        _ => false,
    };

    /// <summary>Whether a user may do that with an extension or with its calls, recordings or voicemail.</summary>
    /// <param name="user">The user; only an active one may do anything.</param>
    /// <param name="action">What is to be done.</param>
    /// <param name="subject">On what.</param>
    /// <param name="extension">The extension concerned, of the same organization; it is the user's own when it is assigned to the user.</param>
    public static bool May(User user, RoleAction action, RoleSubject subject, Extension extension)
    {
        ArgumentNullException.ThrowIfNull(user);
        ArgumentNullException.ThrowIfNull(extension);
        return user.Status == UserStatus.Active && May(user.Role, action, subject, extension.UserId == user.Id);
    }

    /// <summary>
    /// Whether a role may create, change or remove accounts of another role, or give that role to somebody. Only an owner makes or
    /// unmakes owners, so that nobody raises the own rights.
    /// </summary>
    public static bool MayManage(UserRole role, UserRole target) => Enum.IsDefined(target) && role switch
    {
        UserRole.Owner => true,
        UserRole.PbxAdmin => target != UserRole.Owner,
        _ => false,
    };

    private static RoleAccess Administers(RoleAction action, RoleSubject subject) => subject switch
    {
        // Nobody makes an organization from within one, and records come from calls alone.
        RoleSubject.Organization when action == RoleAction.Create => RoleAccess.None,
        RoleSubject.CallRecords or RoleSubject.Recordings when action is RoleAction.Create or RoleAction.Update => RoleAccess.None,
        RoleSubject.Voicemail when action == RoleAction.Create => RoleAccess.None,
        _ => Enum.IsDefined(action) && Enum.IsDefined(subject) ? RoleAccess.All : RoleAccess.None,
    };

    private static RoleAccess SeesOwn(RoleAction action, RoleSubject subject) => subject switch
    {
        RoleSubject.Users or RoleSubject.Extensions or RoleSubject.CallRecords or RoleSubject.Recordings
            => action == RoleAction.Read ? RoleAccess.Own : RoleAccess.None,
        RoleSubject.Voicemail => action is RoleAction.Read or RoleAction.Update or RoleAction.Delete ? RoleAccess.Own : RoleAccess.None,
        _ => RoleAccess.None,
    };
}
