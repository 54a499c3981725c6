using System.Reflection;
using System.Text.Json;
using System.Xml.Linq;

namespace OpBX.Cxml;

/// <summary>Holds the model and the writer against <c>tests/contract/cxml-schema.json</c>.</summary>
public sealed class CxmlContractTests
{
    private static readonly JsonElement Contract = JsonDocument.Parse(File.ReadAllText(CxmlDocuments.RepositoryFile("tests/contract/cxml-schema.json"))).RootElement;

    private static readonly string[] NotElements = [nameof(CxmlElement), nameof(CxmlVerb)];

    public static TheoryData<Type> ElementTypes => [.. Types()];

    public static TheoryData<Type> ContractTypes => [.. CxmlSamples.All.Where(pair => Find(pair.Value.Name) is not null).Select(pair => pair.Key)];

    private static IEnumerable<Type> Types() =>
        typeof(CxmlElement).Assembly.GetTypes().Where(type => typeof(CxmlElement).IsAssignableFrom(type) && !NotElements.Contains(type.Name));

    [Fact]
    public void Elements_all_have_a_sample() => Types().Should().NotBeEmpty().And.BeSubsetOf(CxmlSamples.All.Keys).And.HaveCount(CxmlSamples.All.Count);

    [Fact]
    public void Elements_all_are_sealed_records() => Types().Should().OnlyContain(type => type.IsSealed && type.GetMethod("<Clone>$") != null);

    [Theory]
    [MemberData(nameof(ElementTypes))]
    public void Write_every_element_is_handled_in_its_place_and_in_a_custom_one(Type type)
    {
        var sample = CxmlSamples.All[type];

        var placed = CxmlDocuments.Read(sample.Place(sample.Least));
        var custom = CxmlDocuments.Read(new CxmlResponse(new CustomVerb("Outer") { Children = [sample.Least] }));

        if (sample.Name.Length == 0)
        {
            placed.Value.Should().Be("x");
            custom.Value.Should().Be("x");
            return;
        }
        placed.Descendants(sample.Name).Should().NotBeEmpty();
        custom.Element("Outer")!.Elements(sample.Name).Should().ContainSingle();
    }

    [Theory]
    [MemberData(nameof(ElementTypes))]
    public void Write_every_property_shows_in_the_document(Type type)
    {
        var sample = CxmlSamples.All[type];
        var least = CxmlDocuments.Text(sample.Place(sample.Least));
        foreach (var property in CxmlSamples.Settable(type))
        {
            var changed = CxmlSamples.With(sample.Least, property, CxmlSamples.Value(property));

            changed.Should().NotBe(sample.Least);
            if (type == typeof(Converse) && property.Name == nameof(Converse.Speech))
                CxmlDocuments.Text([new Gather((Converse)changed)]).Should().Contain("<Speech a=\"b\"/>");
            else
                CxmlDocuments.Text(sample.Place(changed)).Should().NotBe(least, "{0}.{1} was set", type.Name, property.Name);
        }
    }

    [Theory]
    [MemberData(nameof(ContractTypes))]
    public void Write_all_properties_emit_exactly_the_confirmed_attributes_in_the_order_of_the_contract(Type type)
    {
        var sample = CxmlSamples.All[type];
        var full = CxmlSamples.Settable(type).Where(CxmlSamples.IsAttribute)
            .Aggregate(sample.Least, (element, property) => CxmlSamples.With(element, property, CxmlSamples.Value(property)));
        var response = sample.Place(full);

        var emitted = CxmlDocuments.Read(response).Descendants(sample.Name).Last().Attributes().Select(attribute => attribute.Name.LocalName);

        emitted.Should().Equal(Confirmed(type, sample.Name));
        CxmlSchema.Default.Validate(response).Should().BeEmpty();
    }

    [Fact]
    public void Contract_every_verb_and_noun_has_a_type()
    {
        var names = Contract.GetProperty("verbs").EnumerateObject().Concat(Contract.GetProperty("nouns").EnumerateObject()).Select(item => item.Name).ToList();

        names.Should().HaveCountGreaterThan(20);
        names.Should().BeSubsetOf(CxmlSamples.All.Values.Select(sample => sample.Name));
    }

    [Fact]
    public void Contract_verbs_are_the_top_level_types() =>
        Contract.GetProperty("document").GetProperty("children").EnumerateArray().Select(name => name.GetString())
            .Should().BeEquivalentTo(Types().Where(type => typeof(CxmlVerb).IsAssignableFrom(type) && type != typeof(CustomVerb)).Select(type => type.Name));

    [Theory]
    [InlineData(typeof(IGatherPrompt), "Gather")]
    [InlineData(typeof(IRecordPrompt), "Record")]
    [InlineData(typeof(IConverseContent), "Converse")]
    public void Contract_children_are_the_types_of_the_family(Type family, string element)
    {
        var children = Find(element)!.Value.GetProperty("children").EnumerateArray().Select(name => name.GetString()!).Where(name => name != "Speech");

        Types().Where(type => family.IsAssignableFrom(type) && type != typeof(CustomVerb)).Select(type => CxmlSamples.All[type].Name).Should().BeEquivalentTo(children);
    }

    [Fact]
    public void Families_cannot_be_implemented_elsewhere()
    {
        foreach (var family in (Type[])[typeof(IGatherPrompt), typeof(IRecordPrompt), typeof(IDialNoun), typeof(IConverseContent), typeof(ISayContent)])
            family.GetMethods(BindingFlags.Instance | BindingFlags.NonPublic).Should().ContainSingle(method => method.IsAssembly && method.IsAbstract);
        foreach (var parent in (Type[])[typeof(CxmlElement), typeof(CxmlVerb)])
            parent.GetConstructors(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public)
                .Where(constructor => constructor.GetParameters().Length == 0).Should().OnlyContain(constructor => constructor.IsFamilyAndAssembly);
    }

    public static TheoryData<string, string> EnumProperties
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var type in Types())
            {
                foreach (var property in CxmlSamples.Settable(type).Where(property => (Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType).IsEnum))
                    data.Add(type.Name, property.Name);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(EnumProperties))]
    public void Contract_every_word_of_an_enumerated_attribute_has_a_value(string typeName, string propertyName)
    {
        var (type, sample) = CxmlSamples.All.Single(pair => pair.Key.Name == typeName);
        var property = type.GetProperty(propertyName)!;
        var enumType = Nullable.GetUnderlyingType(property.PropertyType)!;
        var attribute = char.ToLowerInvariant(propertyName[0]) + propertyName[1..];
        var expected = Find(sample.Name)!.Value.GetProperty("attributes").GetProperty(attribute).GetProperty("enum").EnumerateArray().Select(word => word.GetString()!).ToList();
        // The documentation prints this word once, probably for do-not-trim.
        expected.Remove("do-no-trim");

        var words = Enum.GetValues(enumType).Cast<object>()
            .Where(value => !enumType.IsDefined(typeof(FlagsAttribute)) || Convert.ToInt32(value, System.Globalization.CultureInfo.InvariantCulture) != 0)
            .Select(value => CxmlDocuments.Read(sample.Place(CxmlSamples.With(sample.Least, property, value))).Descendants(sample.Name).Last().Attribute(attribute)!.Value);

        words.Should().BeEquivalentTo(expected);
        Enum.GetUnderlyingType(enumType).Should().Be<byte>();
    }

    private static JsonElement? Find(string name)
    {
        foreach (var section in (string[])["verbs", "nouns"])
        {
            if (Contract.GetProperty(section).TryGetProperty(name, out var element))
                return element;
        }
        return null;
    }

    private static IEnumerable<string> Confirmed(Type type, string name)
    {
        var parent = type == typeof(ToolParameter) ? "Tool" : "Stream";
        return Find(name)!.Value.GetProperty("attributes").EnumerateObject()
            .Where(attribute => attribute.Value.GetProperty("confidence").GetString() is "documented" or "seen-in-code")
            .Where(attribute => !attribute.Value.TryGetProperty("appliesTo", out var only) || only.GetString() == parent)
            .Select(attribute => attribute.Name);
    }
}
