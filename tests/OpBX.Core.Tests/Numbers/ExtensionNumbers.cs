namespace OpBX.Numbers;

/// <summary>A tenant's extensions by their exact text.</summary>
internal sealed class ExtensionNumbers(params string[] numbers) : IExtensionLookup
{
    public bool IsExtension(ReadOnlySpan<char> text)
    {
        foreach (string number in numbers)
            if (text.SequenceEqual(number)) return true;
        return false;
    }
}
