using System.Globalization;
using System.Text;
using OpBX.Cdr;

namespace OpBX.Storage;

/// <summary>
/// A command that is put together piece by piece: several statements, rows by the hundred. Whole numbers, keys and NULL stand in the
/// text, which costs drivers less than parameters; everything else is a parameter.
/// </summary>
internal sealed class SqlText
{
    private static readonly string[] s_names = [.. Enumerable.Range(0, 8192).Select(static i => "@v" + i.ToString(CultureInfo.InvariantCulture))];

    private readonly StringBuilder _sql = new(1024);
    private readonly List<SqlArgument> _arguments = [];

    public bool IsEmpty => _sql.Length == 0;

    public SqlText Append(string sql)
    {
        _sql.Append(sql);
        return this;
    }

    public SqlText Value(object? value)
    {
        switch (value)
        {
            case null:
                _sql.Append("NULL");
                break;
            case long number:
                _sql.Append(CultureInfo.InvariantCulture, $"{number}");
                break;
            case int number:
                _sql.Append(CultureInfo.InvariantCulture, $"{number}");
                break;
            case RecordKey key:
                _sql.Append(key.ToSql());
                break;
            default:
                int index = _arguments.Count;
                string name = index < s_names.Length ? s_names[index] : "@v" + index.ToString(CultureInfo.InvariantCulture);
                _sql.Append(name);
                _arguments.Add((name, value));
                break;
        }
        return this;
    }

    /// <summary>Values between commas, in brackets.</summary>
    public SqlText List<T>(IEnumerable<T> values)
    {
        char separator = '(';
        foreach (T value in values)
        {
            _sql.Append(separator);
            Value(value);
            separator = ',';
        }
        _sql.Append(separator == '(' ? "(NULL)" : ")");
        return this;
    }

    /// <summary>Rows of values between commas.</summary>
    public SqlText Rows(IEnumerable<IEnumerable<object?>> rows)
    {
        bool isFirst = true;
        foreach (IEnumerable<object?> row in rows)
        {
            if (!isFirst) _sql.Append(',');
            isFirst = false;
            List(row);
        }
        return this;
    }

    public string Sql => _sql.ToString();

    public SqlArgument[] Arguments => [.. _arguments];
}
