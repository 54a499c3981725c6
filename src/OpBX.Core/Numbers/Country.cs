using System.Collections.ObjectModel;

namespace OpBX.Numbers;

/// <summary>How one country dials.</summary>
internal sealed class Country
{
    /// <summary>ISO 3166-1 alpha-2.</summary>
    public required string Iso { get; init; }

    public required CallingCode Code { get; init; }

    /// <summary>The place among the countries of the calling code; 0 is the main one.</summary>
    public required int Index { get; init; }

    /// <summary>The possible counts of digits of a national number, one bit each.</summary>
    public required uint Lengths { get; init; }

    /// <summary>The counts of digits of a local number without its area code, which is no public number.</summary>
    public required uint LocalLengths { get; init; }

    /// <summary>The first digits that are this country's alone under its calling code; null where the ranges decide.</summary>
    public required DialPattern? AreaCodes { get; init; }

    public required DialPattern? ExitPrefix { get; init; }

    public required TrunkPrefix? Trunk { get; init; }

    /// <summary>The general form of all national numbers in the automaton.</summary>
    public required int NationalForm { get; init; }

    /// <summary>The callable short codes in the automaton; 0 for none.</summary>
    public required int ShortCodes { get; init; }

    public required ReadOnlyCollection<string> EmergencyNumbers { get; init; }
}

/// <summary>A country calling code and the countries that share it.</summary>
internal sealed class CallingCode
{
    public required string Digits { get; init; }

    /// <summary>The possible counts of digits after the code, one bit each.</summary>
    public required uint Lengths { get; init; }

    /// <summary>The assigned ranges in the automaton.</summary>
    public required int Ranges { get; init; }

    /// <summary>The ISO codes, main country first; a single <c>001</c> for an international service.</summary>
    public required string[] Countries { get; init; }

    /// <summary>Null for an international service.</summary>
    public Country? Main { get; set; }

    /// <summary>The countries that are told by their first digits.</summary>
    public List<Country> ByAreaCode { get; } = [];

    public bool IsInternationalService => Countries[0] == "001";
}

/// <summary>What an assigned range is: its price and, by bit, the countries of its calling code.</summary>
internal readonly record struct RangeOutcome(NumberRate Rate, uint Countries);
