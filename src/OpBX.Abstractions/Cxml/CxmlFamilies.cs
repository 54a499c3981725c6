namespace OpBX.Cxml;

/// <summary>What may be played inside <see cref="Gather"/>: <see cref="Say"/>, <see cref="Play"/>, <see cref="Pause"/>, <see cref="Converse"/> and <see cref="CustomVerb"/>. Implemented by this SDK only.</summary>
public interface IGatherPrompt
{
    internal CxmlElement Element { get; }
}

/// <summary>What may be played inside <see cref="Record"/>: <see cref="Say"/>, <see cref="Play"/>, <see cref="Pause"/> and <see cref="CustomVerb"/>. Implemented by this SDK only.</summary>
public interface IRecordPrompt
{
    internal CxmlElement Element { get; }
}

/// <summary>A destination of <see cref="Dial"/> that may ring beside others: <see cref="Number"/>, <see cref="Sip"/> and <see cref="CustomVerb"/>. Implemented by this SDK only. <see cref="Conference"/> and <see cref="Service"/> stand alone and have properties of their own on <see cref="Dial"/>.</summary>
public interface IDialNoun
{
    internal CxmlElement Element { get; }
}

/// <summary>What may stand inside <see cref="Converse"/>: <see cref="Tool"/>, <see cref="SystemPrompt"/>, <see cref="UserPrompt"/> and <see cref="CustomVerb"/>. Implemented by this SDK only.</summary>
public interface IConverseContent
{
    internal CxmlElement Element { get; }
}

/// <summary>What may stand inside <see cref="Say"/> beside its text: <see cref="SayText"/>, <see cref="SayAs"/>, <see cref="SayBreak"/>, <see cref="SayAudio"/> and <see cref="CustomVerb"/> for any other SSML element. Implemented by this SDK only.</summary>
public interface ISayContent
{
    internal CxmlElement Element { get; }
}
