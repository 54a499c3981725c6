using OpBX.Extensions;

namespace OpBX.Tenants;

public sealed class RolePolicyTests
{
    // One letter per action, in the order read, create, update, delete: all, own, none.
    [Theory]
    [InlineData(RoleSubject.Organization, "a-aa", "a---", "----", "----")]
    [InlineData(RoleSubject.PlatformSettings, "aaaa", "aaaa", "----", "----")]
    [InlineData(RoleSubject.Users, "aaaa", "aaaa", "o---", "----")]
    [InlineData(RoleSubject.Extensions, "aaaa", "aaaa", "o---", "----")]
    [InlineData(RoleSubject.Configuration, "aaaa", "aaaa", "----", "----")]
    [InlineData(RoleSubject.CallRecords, "a--a", "a--a", "o---", "a---")]
    [InlineData(RoleSubject.Recordings, "a--a", "a--a", "o---", "a---")]
    [InlineData(RoleSubject.Voicemail, "a-aa", "a-aa", "o-oo", "----")]
    public void AccessOf_everyRoleAndAction_isAsListed(RoleSubject subject, string owner, string admin, string user, string reporter)
    {
        Letters(UserRole.Owner, subject).Should().Be(owner);
        Letters(UserRole.PbxAdmin, subject).Should().Be(admin);
        Letters(UserRole.PbxUser, subject).Should().Be(user);
        Letters(UserRole.Reporter, subject).Should().Be(reporter);
    }

    [Fact]
    public void AccessOf_unknownValues_isNone()
    {
        RolePolicy.AccessOf((UserRole)9, RoleAction.Read, RoleSubject.CallRecords).Should().Be(RoleAccess.None);
        RolePolicy.AccessOf(UserRole.Owner, (RoleAction)9, RoleSubject.CallRecords).Should().Be(RoleAccess.None);
        RolePolicy.AccessOf(UserRole.Owner, RoleAction.Read, (RoleSubject)99).Should().Be(RoleAccess.None);
    }

    [Fact]
    public void May_aUser_reachesTheOwnExtensionOnly()
    {
        var user = new User { Id = 3, Name = "u", Email = "u@example.com" };
        var own = new Extension { Id = 1, ExtensionNumber = "101", UserId = 3 };
        var other = own with { Id = 2, UserId = 4 };
        var nobodys = own with { Id = 3, UserId = null };

        RolePolicy.May(user, RoleAction.Read, RoleSubject.CallRecords, own).Should().BeTrue();
        RolePolicy.May(user, RoleAction.Read, RoleSubject.CallRecords, other).Should().BeFalse();
        RolePolicy.May(user, RoleAction.Read, RoleSubject.Voicemail, nobodys).Should().BeFalse();
        RolePolicy.May(user, RoleAction.Update, RoleSubject.Extensions, own).Should().BeFalse();
        RolePolicy.May(user with { Status = UserStatus.Suspended }, RoleAction.Read, RoleSubject.CallRecords, own).Should().BeFalse();
        RolePolicy.May(user with { Role = UserRole.Reporter }, RoleAction.Read, RoleSubject.CallRecords, other).Should().BeTrue();
        RolePolicy.May(user with { Role = UserRole.Owner, Status = UserStatus.Inactive }, RoleAction.Read, RoleSubject.CallRecords, other).Should().BeFalse();
    }

    [Fact]
    public void MayManage_owners_isForOwnersOnly()
    {
        RolePolicy.MayManage(UserRole.Owner, UserRole.Owner).Should().BeTrue();
        RolePolicy.MayManage(UserRole.PbxAdmin, UserRole.Owner).Should().BeFalse();
        RolePolicy.MayManage(UserRole.PbxAdmin, UserRole.PbxAdmin).Should().BeTrue();
        RolePolicy.MayManage(UserRole.PbxUser, UserRole.PbxUser).Should().BeFalse();
        RolePolicy.MayManage(UserRole.Reporter, UserRole.Reporter).Should().BeFalse();
        RolePolicy.MayManage(UserRole.Owner, (UserRole)9).Should().BeFalse();
    }

    private static string Letters(UserRole role, RoleSubject subject)
        => string.Concat(Enum.GetValues<RoleAction>().Select(action => RolePolicy.AccessOf(role, action, subject) switch
        {
            RoleAccess.All => 'a',
            RoleAccess.Own => 'o',
            _ => '-',
        }));
}
