using Xunit.Abstractions;
using Xunit.Sdk;

namespace OpBX.IntegrationTests.Flows;

/// <summary>Names a rule of the behaviour document that a test plays. It becomes the trait «Rule».</summary>
[TraitDiscoverer("OpBX.IntegrationTests.Flows.RuleDiscoverer", "OpBX.IntegrationTests")]
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class RuleAttribute(string id) : Attribute, ITraitAttribute
{
    /// <summary>The rule's id, such as <c>E1</c>.</summary>
    public string Id { get; } = id;
}

/// <summary>Tells the test framework about <see cref="RuleAttribute"/>.</summary>
public sealed class RuleDiscoverer : ITraitDiscoverer
{
    public IEnumerable<KeyValuePair<string, string>> GetTraits(IAttributeInfo traitAttribute)
    {
        ArgumentNullException.ThrowIfNull(traitAttribute);
        return [new KeyValuePair<string, string>("Rule", traitAttribute.GetNamedArgument<string>(nameof(RuleAttribute.Id)))];
    }
}
