using System.Globalization;
using System.Text;
using OpBX.Cdr;

namespace OpBX.Calls;

/// <summary>
/// CDRs as CSV by RFC 4180. A cell that begins like a formula (<c>= + - @</c>, tab, carriage return) is given an apostrophe in
/// front, because spreadsheets run what callers wrote into a caller id; numbers in E.164 form are none and stay as they are.
/// </summary>
internal sealed class CallRecordCsv
{
    private const int FullAt = 64 * 1024;
    private const string Header = "id,session_id,call_id,direction,from_number,to_number,disposition,raw_disposition,duration,billsec,initiated_at,answered_at,ended_at,cost,recording_url,created_at";

    private readonly StringBuilder _text = new(FullAt + 4096);
    private bool _isFirst = true;

    /// <summary>Whether it is time to write out what was gathered.</summary>
    public bool IsFull => _text.Length >= FullAt;

    public void WriteHeader() => _text.Append(Header).Append("\r\n");

    public void Write(CallDetailRecord record)
    {
        _isFirst = true;
        Raw(record.Id.ToString(CultureInfo.InvariantCulture));
        Cell(record.SessionId);
        Cell(record.CallId);
        Raw(record.Direction.Code());
        Cell(record.FromNumber);
        Cell(record.ToNumber);
        Raw(record.Disposition.Code());
        Cell(record.RawDisposition);
        Raw(record.DurationSeconds?.ToString(CultureInfo.InvariantCulture));
        Raw(record.BilledSeconds?.ToString(CultureInfo.InvariantCulture));
        Time(record.InitiatedAt);
        Time(record.AnsweredAt);
        Time(record.EndedAt);
        Raw(record.Cost?.ToString(CultureInfo.InvariantCulture));
        Cell(record.RecordingUrl);
        Time(record.CreatedAt);
        _text.Append("\r\n");
    }

    public async ValueTask FlushAsync(Stream output, CancellationToken cancellationToken)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(_text.ToString());
        _text.Clear();
        await output.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
    }

    private void Time(DateTimeOffset? time) => Raw(time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));

    private void Cell(string? text)
    {
        text ??= "";
        if (IsFormula(text)) text = "'" + text;
        if (text.AsSpan().IndexOfAny(",\"\r\n") >= 0) text = "\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
        Raw(text);
    }

    private void Raw(string? text)
    {
        if (!_isFirst) _text.Append(',');
        _isFirst = false;
        _text.Append(text);
    }

    private static bool IsFormula(string text)
    {
        if (text.Length == 0 || text[0] is not ('=' or '+' or '-' or '@' or '\t' or '\r')) return false;
        return text[0] != '+' || text.Length == 1 || text.AsSpan(1).ContainsAnyExceptInRange('0', '9');
    }
}
