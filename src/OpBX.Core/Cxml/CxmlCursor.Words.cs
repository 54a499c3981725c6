namespace OpBX.Cxml;

internal ref partial struct CxmlCursor
{
    public void Attribute(scoped ReadOnlySpan<byte> head, CxmlMethod? value)
    {
        if (value.HasValue)
            Word(head, CxmlSpelling.Of(value.GetValueOrDefault()));
    }

    public void Attribute(scoped ReadOnlySpan<byte> head, RecordingTrim? value)
    {
        if (value.HasValue)
            Word(head, CxmlSpelling.Of(value.GetValueOrDefault()));
    }

    public void Attribute(scoped ReadOnlySpan<byte> head, SpeechTimeout? value)
    {
        if (value is not { } timeout)
            return;
        if (timeout.Seconds is { } seconds)
            NumberAttribute(head, seconds);
        else
            Word(head, "auto"u8);
    }

    public void Attribute(scoped ReadOnlySpan<byte> head, RecordingEvents? value)
    {
        if (value is not { } events)
            return;
        Span<byte> words = stackalloc byte[MostWords];
        var list = new WordList(words, (byte)' ');
        for (var bit = 1; bit <= (int)RecordingEvents.Absent; bit <<= 1)
            list.Add(CxmlSpelling.OfOne(events & (RecordingEvents)bit));
        Word(head, list.Words);
    }

    public void Attribute(scoped ReadOnlySpan<byte> head, ConferenceEvents? value)
    {
        if (value is not { } events)
            return;
        Span<byte> words = stackalloc byte[MostWords];
        var list = new WordList(words, (byte)' ');
        for (var bit = 1; bit <= (int)ConferenceEvents.Speaker; bit <<= 1)
            list.Add(CxmlSpelling.OfOne(events & (ConferenceEvents)bit));
        Word(head, list.Words);
    }

    public void Attribute(scoped ReadOnlySpan<byte> head, ConverseEvents? value)
    {
        if (value is not { } events)
            return;
        Span<byte> words = stackalloc byte[MostWords];
        var list = new WordList(words, (byte)',');
        for (var bit = 1; bit <= (int)ConverseEvents.Completed; bit <<= 1)
            list.Add(CxmlSpelling.OfOne(events & (ConverseEvents)bit));
        Word(head, list.Words);
    }

    public void Attribute(scoped ReadOnlySpan<byte> head, SessionTools? value)
    {
        if (value is not { } tools)
            return;
        Span<byte> words = stackalloc byte[MostWords];
        var list = new WordList(words, (byte)' ');
        for (var bit = 1; bit <= (int)SessionTools.Dial; bit <<= 1)
            list.Add(CxmlSpelling.OfOne(tools & (SessionTools)bit));
        Word(head, list.Words);
    }

    private const int MostWords = 64;

    /// <summary>The words of a set with a separator between.</summary>
    private ref struct WordList(Span<byte> buffer, byte separator)
    {
        private readonly Span<byte> _buffer = buffer;
        private int _length;

        public readonly ReadOnlySpan<byte> Words => _buffer[.._length];

        public void Add(ReadOnlySpan<byte> word)
        {
            if (word.IsEmpty)
                return;
            if (_length > 0)
                _buffer[_length++] = separator;
            word.CopyTo(_buffer[_length..]);
            _length += word.Length;
        }
    }
}
