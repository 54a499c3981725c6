using System.Collections.Immutable;
using System.Reflection;

namespace OpBX.Cxml;

/// <summary>The least of each verb and noun, with the document that it stands in, and a way to set each of its properties.</summary>
internal static class CxmlSamples
{
    /// <summary>An element type, the name it is written with, the least of it and how it is put into a document.</summary>
    public sealed record Sample(string Name, CxmlElement Least, Func<CxmlElement, CxmlResponse> Place)
    {
        public static Sample Verb(CxmlVerb verb) => new(verb.GetType().Name, verb, element => new CxmlResponse((CxmlVerb)element));

        public override string ToString() => Least.GetType().Name;
    }

    public static IReadOnlyDictionary<Type, Sample> All { get; } = Samples().ToDictionary(sample => sample.Least.GetType());

    private static IEnumerable<Sample> Samples()
    {
        yield return Sample.Verb(new Say("x"));
        yield return Sample.Verb(new Play("https://a.example.com"));
        yield return Sample.Verb(new Pause());
        yield return Sample.Verb(new Gather());
        yield return Sample.Verb(new Record());
        yield return Sample.Verb(new Dial(new Number("1")));
        yield return Sample.Verb(new Hangup());
        yield return Sample.Verb(new Reject());
        yield return Sample.Verb(new Redirect("/x"));
        yield return Sample.Verb(new Coach("x"));
        yield return Sample.Verb(new Connect("wss://a.example.com"));
        yield return Sample.Verb(new Start(null, "wss://a.example.com"));
        yield return Sample.Verb(new Stop("x"));
        yield return Sample.Verb(new Converse());
        yield return Sample.Verb(new CustomVerb("CustomVerb"));
        yield return new("Number", new Number("1"), element => new(new Dial((Number)element)));
        yield return new("Sip", new Sip("a@b.example.com"), element => new(new Dial((Sip)element)));
        yield return new("Service", new Service("x") { Provider = "p" }, element => new(new Dial((Service)element)));
        yield return new("Conference", new Conference("x"), element => new(new Dial((Conference)element)));
        yield return new("Header", new DialHeader("X-A", "b"), element => new(new Dial(new Number("1")) { Headers = [(DialHeader)element] }));
        yield return new("Stream", new Stream("wss://a.example.com"), element => new(new Connect((Stream)element)));
        yield return new("Parameter", new Parameter("a", "b"), element => new(new Connect("wss://a.example.com", (Parameter)element)));
        yield return new("Tool", new Tool("a", "/b"), element => new(new Converse((Tool)element)));
        yield return new("Description", new Description("x"), element => new(new Converse(new Tool("a", "/b") { Description = (Description)element })));
        yield return new("Parameter", new ToolParameter("a"), element => new(new Converse(new Tool("a", "/b") { Parameters = [(ToolParameter)element] })));
        yield return new("System", new SystemPrompt("x"), element => new(new Converse((SystemPrompt)element)));
        yield return new("User", new UserPrompt("x"), element => new(new Converse((UserPrompt)element)));
        yield return new("Speech", new Speech(), element => new(new Gather(new Converse { Speech = (Speech)element })));
        yield return new("", new SayText("x"), element => new(new Say((SayText)element)));
        yield return new("say-as", new SayAs("x", "digits"), element => new(new Say((SayAs)element)));
        yield return new("break", new SayBreak(), element => new(new Say((SayBreak)element)));
        yield return new("audio", new SayAudio("https://a.example.com"), element => new(new Say((SayAudio)element)));
    }

    /// <summary>The properties that can be set on an element, one by one.</summary>
    public static IReadOnlyList<PropertyInfo> Settable(Type type) =>
        [.. type.GetProperties().Where(property => property.CanWrite && property.Name != nameof(CxmlElement.ExtraAttributes))];

    /// <summary>A copy of an element with one property set to something that is not its default.</summary>
    public static CxmlElement With(CxmlElement element, PropertyInfo property, object? value)
    {
        var copy = (CxmlElement)element.GetType().GetMethod("<Clone>$")!.Invoke(element, null)!;
        property.SetValue(copy, value);
        return copy;
    }

    public static bool IsAttribute(PropertyInfo property) => !property.PropertyType.Name.StartsWith("ImmutableArray", StringComparison.Ordinal) && !typeof(CxmlElement).IsAssignableFrom(property.PropertyType);

    /// <summary>A value for a property, unlike the one in <see cref="All"/> and valid for the contract.</summary>
    public static object Value(PropertyInfo property)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        if (type.IsEnum)
            return Enum.ToObject(type, type.IsDefined(typeof(FlagsAttribute)) ? 2 : 1);
        return (type, property.Name) switch
        {
            (_, "Language") => "en-GB",
            (_, "EncodedHeaders") => "X-A=1",
            ({ Name: nameof(Sip) }, _) => new Sip("c@d.example.com"),
            (_, "Uri") => "c@d.example.com",
            (_, "Url") when property.DeclaringType == typeof(Stream) => "wss://b.example.com",
            (_, "Url" or "Source") when type == typeof(string) => "https://b.example.com",
            _ when type == typeof(string) => "12",
            _ when type == typeof(CxmlUrl) => new CxmlUrl("/y"),
            _ when type == typeof(int) => 7,
            _ when type == typeof(double) => 0.5,
            _ when type == typeof(bool) => true,
            _ when type == typeof(SpeechTimeout) => SpeechTimeout.FromSeconds(2),
            _ when type == typeof(Stream) => new Stream("wss://c.example.com"),
            _ when type == typeof(Conference) => new Conference("c"),
            _ when type == typeof(Service) => new Service("s") { Provider = "q" },
            _ when type == typeof(Description) => new Description("d"),
            _ when type == typeof(Speech) => new Speech { ExtraAttributes = [new("a", "b")] },
            _ when type == typeof(ImmutableArray<IGatherPrompt>) => ImmutableArray.Create<IGatherPrompt>(new Pause()),
            _ when type == typeof(ImmutableArray<IRecordPrompt>) => ImmutableArray.Create<IRecordPrompt>(new Pause()),
            _ when type == typeof(ImmutableArray<IDialNoun>) => ImmutableArray.Create<IDialNoun>(new Number("2")),
            _ when type == typeof(ImmutableArray<IConverseContent>) => ImmutableArray.Create<IConverseContent>(new UserPrompt("u")),
            _ when type == typeof(ImmutableArray<ISayContent>) => ImmutableArray.Create<ISayContent>(new SayBreak()),
            _ when type == typeof(ImmutableArray<DialHeader>) => ImmutableArray.Create(new DialHeader("X-C", "d")),
            _ when type == typeof(ImmutableArray<Parameter>) => ImmutableArray.Create(new Parameter("c", "d")),
            _ when type == typeof(ImmutableArray<ToolParameter>) => ImmutableArray.Create(new ToolParameter("c")),
            _ when type == typeof(ImmutableArray<CustomVerb>) => ImmutableArray.Create(new CustomVerb("Other")),
            _ when type == typeof(ImmutableArray<CxmlElement>) => ImmutableArray.Create<CxmlElement>(new Hangup()),
            _ => throw new InvalidOperationException($"No value for {property.DeclaringType!.Name}.{property.Name}."),
        };
    }
}
