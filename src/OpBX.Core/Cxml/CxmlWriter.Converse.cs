namespace OpBX.Cxml;

// Converse and its tools.
public static partial class CxmlWriter
{
    private static void Converse(ref CxmlCursor cursor, Converse converse, bool insideGather)
    {
        var start = cursor.Written;
        cursor.Raw("<Converse"u8);
        cursor.Attribute(" voice=\""u8, converse.Voice);
        cursor.Attribute(" language=\""u8, converse.Language);
        cursor.Attribute(" statusCallback=\""u8, converse.StatusCallback);
        cursor.Attribute(" statusCallbackMethod=\""u8, converse.StatusCallbackMethod);
        cursor.Attribute(" statusCallbackEvent=\""u8, converse.StatusCallbackEvent);
        cursor.Attribute(" sessionTools=\""u8, converse.SessionTools);
        cursor.Attribute(" model=\""u8, converse.Model);
        if (converse.Context is { } context)
            cursor.Word(" context=\""u8, CxmlSpelling.Of(context));
        cursor.Attribute(" temperature=\""u8, converse.Temperature);
        cursor.Extra(converse, start);
        if (converse.Content.IsEmpty && !insideGather)
        {
            cursor.Raw("/>"u8);
            return;
        }
        cursor.Raw(">"u8);
        foreach (var content in converse.Content)
            ConverseContent(ref cursor, content);
        if (insideGather && converse.Speech is { } speech)
            Leaf(ref cursor, "<Speech"u8, speech);
        else if (insideGather)
            cursor.Raw("<Speech/>"u8);
        cursor.Raw("</Converse>"u8);
    }

    private static void ConverseContent(ref CxmlCursor cursor, IConverseContent content)
    {
        switch (content)
        {
            case SystemPrompt prompt:
                TextElement(ref cursor, "<System"u8, "</System>"u8, prompt, prompt.Text);
                break;
            case UserPrompt prompt:
                TextElement(ref cursor, "<User"u8, "</User>"u8, prompt, prompt.Text);
                break;
            case Tool tool:
                Tool(ref cursor, tool);
                break;
            case CustomVerb custom:
                Custom(ref cursor, custom);
                break;
        }
    }

    private static void Tool(ref CxmlCursor cursor, Tool tool)
    {
        var start = cursor.Written;
        cursor.Raw("<Tool"u8);
        cursor.Attribute(" name=\""u8, tool.Name);
        cursor.Attribute(" url=\""u8, tool.Url);
        cursor.Extra(tool, start);
        if (tool.Description is null && tool.Parameters.IsEmpty && tool.ExtraChildren.IsEmpty)
        {
            cursor.Raw("/>"u8);
            return;
        }
        cursor.Raw(">"u8);
        if (tool.Description is { } description)
            TextElement(ref cursor, "<Description"u8, "</Description>"u8, description, description.Text);
        foreach (var parameter in tool.Parameters)
            ToolParameter(ref cursor, parameter);
        ExtraChildren(ref cursor, tool.ExtraChildren);
        cursor.Raw("</Tool>"u8);
    }

    private static void ToolParameter(ref CxmlCursor cursor, ToolParameter parameter)
    {
        var start = cursor.Written;
        cursor.Raw("<Parameter"u8);
        cursor.Attribute(" name=\""u8, parameter.Name);
        cursor.Attribute(" description=\""u8, parameter.Description);
        if (parameter.Type is { } type)
            cursor.Word(" type=\""u8, CxmlSpelling.Of(type));
        cursor.Attribute(" required=\""u8, parameter.Required);
        cursor.Attribute(" values=\""u8, parameter.Values);
        cursor.Extra(parameter, start);
        cursor.Raw("/>"u8);
    }
}
