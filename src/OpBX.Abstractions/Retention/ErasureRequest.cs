using OpBX.Calls;
using OpBX.Cdr;
using OpBX.Numbers;
using OpBX.Recordings;
using OpBX.Sessions;
using OpBX.Tenants;

namespace OpBX.Retention;

/// <summary>
/// Whom to erase from the records of a tenant (rule D3): a number, an extension, or both. The members <c>Erase</c> say what
/// that does to a row; they are the same for every storage. Rather too much is erased than too little.
/// </summary>
/// <remarks>
/// A number of 7 digits or more is found in any text and any JSON number: with and without <c>+</c>, with an international
/// prefix, in national form, with the separators people write. A shorter one, an extension, is found where it is a whole text
/// or the user of an address, because elsewhere four digits are anything. What is found becomes <see cref="Placeholder"/>.
/// </remarks>
public sealed record ErasureRequest
{
    /// <summary>What stands in place of an erased number.</summary>
    public const string Placeholder = "anonymous";

    /// <summary>The public number; null = none.</summary>
    public PhoneNumber? Number { get; init; }

    /// <summary>The number of the extension; null = none.</summary>
    public string? ExtensionNumber { get; init; }

    /// <summary>The id of the extension: rows that belong to it lose it, its recordings their addresses; null = none.</summary>
    public long? ExtensionId { get; init; }

    /// <summary>Whether it names nobody: then nothing is erased.</summary>
    public bool IsEmpty => Number is null && string.IsNullOrEmpty(ExtensionNumber) && ExtensionId is null;

    /// <summary>A text without the number; the same instance when it does not hold it.</summary>
    /// <param name="text">The text.</param>
    public string Erase(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new ErasedText(this).In(text);
    }

    /// <summary>A JSON object without the number; the same instance when it does not hold it.</summary>
    /// <param name="json">The object.</param>
    public JsonSettings Erase(JsonSettings json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return new ErasedText(this).In(json);
    }

    /// <summary>A body without the number, be it JSON or not; the same memory when it does not hold it.</summary>
    /// <param name="body">The body; broken UTF-8 is replaced where something is erased.</param>
    public ReadOnlyMemory<byte> Erase(ReadOnlyMemory<byte> body) => new ErasedText(this).In(body);

    /// <summary>The row of a call without the number; the same instance when it does not hold it.</summary>
    /// <param name="call">The row.</param>
    public CallLog Erase(CallLog call)
    {
        ArgumentNullException.ThrowIfNull(call);
        var text = new ErasedText(this);
        CallEvidence evidence = Erase(call.Evidence, text);
        CallLog erased = call with
        {
            FromNumber = text.In(call.FromNumber),
            ToNumber = text.In(call.ToNumber),
            ExtensionId = Without(call.ExtensionId),
            CloudonixCdr = call.CloudonixCdr is { } cdr ? text.In(cdr) : null,
            Evidence = evidence,
        };
        if (erased == call) return call;
        return erased with { RecordingUrl = null, Evidence = WithoutRecordings(evidence) };
    }

    /// <summary>A CDR without the number; the same instance when it does not hold it.</summary>
    /// <param name="record">The row.</param>
    public CallDetailRecord Erase(CallDetailRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var text = new ErasedText(this);
        CallDetailRecord erased = record with
        {
            FromNumber = text.In(record.FromNumber),
            ToNumber = text.In(record.ToNumber),
            CloudonixData = text.In(record.CloudonixData),
        };
        return erased == record ? record : erased with { RecordingUrl = null };
    }

    /// <summary>A session update without the number; the same instance when it does not hold it.</summary>
    /// <param name="update">The row.</param>
    public SessionUpdate Erase(SessionUpdate update)
    {
        ArgumentNullException.ThrowIfNull(update);
        var text = new ErasedText(this);
        SessionUpdate erased = update with
        {
            FromNumber = text.In(update.FromNumber),
            ToNumber = text.In(update.ToNumber),
            Data = text.In(update.Data),
        };
        return erased == update ? update : erased;
    }

    /// <summary>A recording without the number; the same instance when it is not of the number or the extension.</summary>
    /// <param name="recording">The row.</param>
    public Recording Erase(Recording recording)
    {
        ArgumentNullException.ThrowIfNull(recording);
        var text = new ErasedText(this);
        Recording erased = recording with
        {
            Caller = recording.Caller is { } caller ? text.In(caller) : null,
            ExtensionId = Without(recording.ExtensionId),
            SourceUrl = recording.SourceUrl is { } url && text.In(url) == url ? url : null,
        };
        return erased == recording ? recording : erased with { SourceUrl = null };
    }

    private static CallEvidence Erase(CallEvidence evidence, ErasedText text, Func<CallReport, ErasedText, CallReport> erase) => evidence with
    {
        Voice = evidence.Voice is { } voice ? erase(voice, text) : null,
        Session = evidence.Session is { } session ? erase(session, text) : null,
        Legs = [.. evidence.Legs.Select(leg => erase(leg, text))],
    };

    private CallEvidence Erase(CallEvidence evidence, ErasedText text) => Erase(evidence, text, (report, words) => report with
    {
        From = report.From is { } from ? words.In(from) : null,
        To = report.To is { } to ? words.In(to) : null,
        ExtensionId = Without(report.ExtensionId),
    });

    private static CallEvidence WithoutRecordings(CallEvidence evidence)
        => Erase(evidence, default, static (report, _) => report with { RecordingUrl = null }) with { RecordingUrl = null };

    private long? Without(long? extension) => extension is not null && extension == ExtensionId ? null : extension;
}

/// <summary>What an erasure did.</summary>
public sealed record ErasureReport
{
    /// <summary>How many rows were changed, by kind, archived ones included.</summary>
    public required IReadOnlyDictionary<RecordKind, long> Rows { get; init; }

    /// <summary>How many dead letters were changed.</summary>
    public long DeadLetters { get; init; }

    /// <summary>Addresses of recordings of the erased party, each once: OpBX forgot them, the platform still holds them and must be told to delete them.</summary>
    public required IReadOnlyList<string> RecordingUrls { get; init; }
}
