using System.Diagnostics.CodeAnalysis;
using OpBX.BusinessHours;
using OpBX.Conferences;
using OpBX.Diagnostics;
using OpBX.Extensions;
using OpBX.Ivr;
using OpBX.Numbers;
using OpBX.Outbound;
using OpBX.RingGroups;
using OpBX.Tenants;

namespace OpBX.Core.Tests.Outbound;

public sealed class OutboundPolicyTests
{
    private static readonly PhoneNumber Number = PhoneNumber.Parse("+12125550123");
    private static readonly Extension Phone = new() { Id = 1001, ExtensionNumber = "1001" };
    private static readonly OutboundWhitelistRule AllowUs = new() { Id = 1, Name = "us", Pattern = "+1" };

    [Fact]
    public void Evaluate_active_user_with_a_rule_is_allowed_with_caller_id_and_trunk()
    {
        OutboundVerdict verdict = Evaluate(new Tenant([Phone], [AllowUs], """{"outbound_trunk":"carrier"}"""), OutboundOrigin.Subscriber, Phone);

        verdict.Should().Be(new OutboundVerdict
        {
            IsAllowed = true,
            Reason = "allowed",
            Rule = AllowUs,
            CallerId = "+15555550101",
            CallerIdSource = "first-did",
            Trunk = "carrier",
        });
    }

    [Theory]
    [InlineData("by-rule", "by-rule")]
    [InlineData(null, "carrier")]
    [InlineData("  ", "carrier")]
    public void Evaluate_trunk_of_the_rule_comes_first(string? trunk, string expected)
    {
        Evaluate(new Tenant([Phone], [AllowUs with { Trunk = trunk }], """{"outbound_trunk":"carrier"}"""), OutboundOrigin.Subscriber, Phone)
            .Trunk.Should().Be(expected);
    }

    [Fact]
    public void Evaluate_without_rules_is_denied_and_gives_nothing_to_dial_with()
    {
        Evaluate(new Tenant([Phone], [], """{"outbound_trunk":"carrier"}"""), OutboundOrigin.Subscriber, Phone)
            .Should().Be(new OutboundVerdict { IsAllowed = false, Reason = "no-rule" });
    }

    [Fact]
    public void Evaluate_rule_that_denies_is_named()
    {
        OutboundWhitelistRule deny = AllowUs with { IsAllowed = false };

        Evaluate(new Tenant([Phone], [deny], "{}"), OutboundOrigin.Subscriber, Phone)
            .Should().Be(new OutboundVerdict { IsAllowed = false, Reason = "denied-by-rule", Rule = deny });
    }

    [Fact]
    public void Evaluate_subscriber_that_is_no_extension_is_denied()
    {
        Evaluate(new Tenant([Phone], [AllowUs], "{}"), OutboundOrigin.Subscriber, null).Reason.Should().Be("caller-unknown");
    }

    [Fact]
    public void Evaluate_extension_of_another_tenant_is_unknown()
    {
        Evaluate(new Tenant([Phone], [AllowUs], "{}"), OutboundOrigin.Subscriber, Phone with { Id = 2002 }).Reason.Should().Be("caller-unknown");
    }

    [Fact]
    public void Evaluate_inactive_extension_is_denied_even_if_the_caller_says_otherwise()
    {
        Extension inactive = Phone with { Status = EntityStatus.Inactive };

        Evaluate(new Tenant([inactive], [AllowUs], "{}"), OutboundOrigin.Subscriber, inactive).Reason.Should().Be("caller-inactive");
        Evaluate(new Tenant([inactive], [AllowUs], "{}"), OutboundOrigin.Subscriber, Phone).Reason.Should().Be("caller-inactive");
    }

    [Theory]
    [InlineData(ExtensionType.Conference)]
    [InlineData(ExtensionType.RingGroup)]
    [InlineData(ExtensionType.Ivr)]
    [InlineData(ExtensionType.AiAssistant)]
    [InlineData(ExtensionType.CustomLogic)]
    [InlineData(ExtensionType.Forward)]
    public void Evaluate_other_types_dial_out_only_by_option(ExtensionType type)
    {
        Extension caller = Phone with { Type = type };
        var tenant = new Tenant([caller], [AllowUs], "{}");
        var options = new OutboundOptions();
        options.CallerTypes.Add(type);

        Evaluate(tenant, OutboundOrigin.Subscriber, caller).Reason.Should().Be("caller-type");
        new OutboundPolicy(options).Evaluate(tenant, Call(OutboundOrigin.Subscriber, caller)).IsAllowed.Should().BeTrue();
    }

    [Fact]
    public void Evaluate_option_without_types_lets_no_subscriber_out()
    {
        var options = new OutboundOptions();
        options.CallerTypes.Clear();
        var policy = new OutboundPolicy(options);
        var tenant = new Tenant([Phone], [AllowUs], "{}");

        policy.Evaluate(tenant, Call(OutboundOrigin.Subscriber, Phone)).Reason.Should().Be("caller-type");
        policy.Evaluate(tenant, Call(OutboundOrigin.Tenant, Phone)).IsAllowed.Should().BeTrue();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Evaluate_tenants_own_call_needs_a_rule_and_no_caller(bool inNameOfForward)
    {
        Extension forward = Phone with { Type = ExtensionType.Forward, Configuration = JsonSettings.Parse("""{"caller_id":"+15555550102"}""") };
        var tenant = new Tenant([forward], [AllowUs], "{}");

        OutboundVerdict verdict = Evaluate(tenant, OutboundOrigin.Tenant, inNameOfForward ? forward : null);

        verdict.IsAllowed.Should().BeTrue();
        verdict.CallerId.Should().Be(inNameOfForward ? "+15555550102" : "+15555550101");
        Evaluate(new Tenant([forward], [], "{}"), OutboundOrigin.Tenant, forward).Reason.Should().Be("no-rule");
    }

    [Fact]
    public void Evaluate_undefined_origin_is_treated_as_a_subscriber()
    {
        Evaluate(new Tenant([Phone], [AllowUs], "{}"), (OutboundOrigin)9, null).Reason.Should().Be("caller-unknown");
    }

    [Fact]
    public void Evaluate_snapshot_that_holds_no_compiled_rules_is_refused()
    {
        Action act = () => new OutboundPolicy(new OutboundOptions()).Evaluate(new ForeignTenant(), Call(OutboundOrigin.Tenant, null));

        act.Should().Throw<ArgumentException>().WithMessage("*compiled rules*ForeignTenant*");
    }

    [Fact]
    public void Evaluate_allocates_nothing()
    {
        var tenant = new Tenant([Phone], [AllowUs], """{"outbound_trunk":"carrier"}""");
        var policy = new OutboundPolicy(new OutboundOptions());
        OutboundCall call = Call(OutboundOrigin.Subscriber, Phone);
        policy.Evaluate(tenant, call).IsAllowed.Should().BeTrue();

        Allocations.Of(() =>
        {
            for (int i = 0; i < 1_000; i++) policy.Evaluate(tenant, call);
        }).Should().Be(0);
    }

    private static OutboundVerdict Evaluate(ITenantSnapshot tenant, OutboundOrigin origin, Extension? extension)
        => new OutboundPolicy(new OutboundOptions()).Evaluate(tenant, Call(origin, extension));

    private static OutboundCall Call(OutboundOrigin origin, Extension? extension) => new() { Number = Number, Origin = origin, Extension = extension };

    private class ForeignTenant : ITenantSnapshot
    {
        public TenantId Id => new(1);

        public Organization Organization => new() { Id = Id, Name = "one" };

        public long Version => 1;

        public string Country => "US";

        public virtual bool TryGetExtension(long id, [NotNullWhen(true)] out Extension? extension) => throw new NotSupportedException();

        public bool TryGetExtension(string number, [NotNullWhen(true)] out Extension? extension) => throw new NotSupportedException();

        public bool TryGetDid(long id, [NotNullWhen(true)] out DidNumber? did) => throw new NotSupportedException();

        public bool TryGetDid(PhoneNumber number, [NotNullWhen(true)] out DidNumber? did) => throw new NotSupportedException();

        public bool TryGetRingGroup(long id, [NotNullWhen(true)] out RingGroup? group) => throw new NotSupportedException();

        public bool TryGetIvrMenu(long id, [NotNullWhen(true)] out IvrMenu? menu) => throw new NotSupportedException();

        public bool TryGetConferenceRoom(long id, [NotNullWhen(true)] out ConferenceRoom? room) => throw new NotSupportedException();

        public bool TryGetSchedule(long id, [NotNullWhen(true)] out BusinessHoursSchedule? schedule) => throw new NotSupportedException();

        public bool OwnsNumber(PhoneNumber number) => throw new NotSupportedException();
    }

    private sealed class Tenant(Extension[] extensions, OutboundWhitelistRule[] rules, string settings) : ForeignTenant, IOutboundTables
    {
        private readonly Dictionary<long, Extension> _extensions = extensions.ToDictionary(extension => extension.Id);

        public OutboundRuleSet OutboundRules { get; } = OutboundRuleSet.Compile(rules);

        public CallerIdBook CallerIds { get; } = CallerIdBook.Build(
            new TenantConfiguration
            {
                Organization = new Organization { Id = new TenantId(1), Name = "one", Settings = JsonSettings.Parse(settings) },
                Extensions = extensions,
                DidNumbers = [new DidNumber { Id = 1, PhoneNumber = "+15555550101" }, new DidNumber { Id = 2, PhoneNumber = "+15555550102" }],
            },
            NumberNormalizer.Default);

        public override bool TryGetExtension(long id, [NotNullWhen(true)] out Extension? extension) => _extensions.TryGetValue(id, out extension);
    }
}
