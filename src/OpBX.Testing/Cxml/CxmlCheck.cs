using System.Xml.Linq;

namespace OpBX.Cxml;

/// <summary>One walk through a document, collecting faults.</summary>
internal sealed class CxmlCheck(CxmlRules rules, List<string> faults)
{
    private static readonly string[] SpeechMarkup = ["say-as", "break", "audio"];

    public void Document(XElement root)
    {
        if (root.Name != "Response")
        {
            faults.Add($"the root is {root.Name}, not Response");
            return;
        }
        foreach (var attribute in root.Attributes())
            Fault(root, $"attribute {attribute.Name} is unknown");
        if (HasText(root))
            Fault(root, "text is not allowed");
        foreach (var verb in root.Elements())
        {
            if (rules.Verbs.Contains(verb.Name.ToString()))
                Element(verb);
            else
                Fault(verb, "is not a verb");
        }
    }

    private void Element(XElement element)
    {
        var rule = rules.Elements[element.Name.LocalName];
        Attributes(element, rule);
        Text(element, rule);
        foreach (var child in element.Elements())
        {
            var name = child.Name.ToString();
            if (!rule.Children.Contains(name))
                Fault(child, $"is not allowed in {element.Name}");
            else if (rules.Elements.ContainsKey(name))
                Element(child);
            else
                Markup(child);
        }
        Content(element);
    }

    /// <summary>Speech mark-up: its attributes belong to the voice's provider and are not checked.</summary>
    private void Markup(XElement element)
    {
        foreach (var child in element.Elements())
        {
            if (SpeechMarkup.Contains(child.Name.ToString(), StringComparer.Ordinal))
                Markup(child);
            else
                Fault(child, $"is not allowed in {element.Name}");
        }
    }

    private void Attributes(XElement element, CxmlElementRule rule)
    {
        var parent = element.Parent!.Name.LocalName;
        foreach (var attribute in element.Attributes())
        {
            var name = attribute.Name.ToString();
            if (!rule.Attributes.TryGetValue(name, out var attributeRule))
                Fault(element, $"attribute {name} is unknown");
            else if (!attributeRule.IsConfirmed)
                Fault(element, $"attribute {name} is inherited from TwiML and not confirmed");
            else if (attributeRule.AppliesTo is { } only && only != parent)
                Fault(element, $"attribute {name} exists under {only} only");
            else if (CxmlValues.Fault(attributeRule, attribute.Value) is { } fault)
                Fault(element, $"attribute {name} {fault}");
        }
        foreach (var (name, attributeRule) in rule.Attributes)
        {
            if ((attributeRule.IsRequired || attributeRule.RequiredUnder.Contains(parent)) && element.Attribute(name) is null)
                Fault(element, $"attribute {name} is required");
        }
    }

    private void Text(XElement element, CxmlElementRule rule)
    {
        var hasText = HasText(element);
        if (hasText && !rule.AllowsText)
            Fault(element, "text is not allowed");
        if (!hasText && rule.RequiresText && !element.HasElements && (rule.TextUnless is null || element.Attribute(rule.TextUnless) is null))
            Fault(element, "text is required");
        if (hasText && rule.TextPattern is { } pattern && !pattern.IsMatch(element.Value.Trim()))
            Fault(element, "text is not of the required form");
    }

    private void Content(XElement element)
    {
        switch (element.Name.LocalName)
        {
            case "Dial":
                DialContent(element);
                break;
            case "Connect" or "Start" or "Stop" when element.Element("Stream") is null:
                Fault(element, "a Stream is required");
                break;
            case "Stream" when element.Parent!.Name == "Stop" && element.Attribute("name") is null:
                Fault(element, "attribute name is required under Stop");
                break;
            case "Converse":
                ConverseContent(element);
                break;
        }
    }

    private void DialContent(XElement dial)
    {
        var destinations = dial.Elements().Where(child => child.Name != "Header").ToList();
        if (destinations.Count == 0 && !HasText(dial))
            Fault(dial, "a destination is required");
        if (destinations.Count > 0 && HasText(dial))
            Fault(dial, "text and nouns are mixed");
        if (destinations.Count > 1 && destinations.Exists(noun => noun.Name == "Conference" || noun.Name == "Service"))
            Fault(dial, "Conference and Service stand alone");
        if (destinations.Exists(noun => noun.ElementsAfterSelf("Header").Any()))
            Fault(dial, "Header stands before the nouns");
    }

    private void ConverseContent(XElement converse)
    {
        var insideGather = converse.Parent!.Name == "Gather";
        var speech = converse.Elements("Speech").ToList();
        if (!insideGather && speech.Count > 0)
            Fault(converse, "Speech is allowed inside Gather only");
        if (insideGather && (speech.Count != 1 || converse.Elements().Last() != speech[0]))
            Fault(converse, "inside Gather the last element is Speech");
    }

    private static bool HasText(XElement element) => element.Nodes().OfType<XText>().Any(text => !string.IsNullOrWhiteSpace(text.Value));

    private void Fault(XElement element, string message)
    {
        var path = string.Join('/', element.AncestorsAndSelf().Reverse().Select(Step));
        faults.Add($"{path}: {message}");
    }

    private static string Step(XElement element) =>
        element.Parent is null ? element.Name.ToString() : $"{element.Name}[{element.ElementsBeforeSelf(element.Name).Count() + 1}]";
}
