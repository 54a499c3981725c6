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
    /// <summary>
    /// Follows the SELECT of what may have to sort rows with bodies: MySQL sorts whole rows and fails (1038) when one of them is longer than its
    /// sort buffer, 256 KiB unless told otherwise; it takes of 16 MiB what it needs. MariaDB sorts references and reads a comment.
    /// </summary>
    public const string WideSort = "/*+ SET_VAR(sort_buffer_size=16777216) */ ";

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

    /// <summary>Values between commas, and the closing bracket of the list; none is NULL.</summary>
    public SqlText List<T>(IEnumerable<T> values)
    {
        bool isFirst = true;
        foreach (T value in values)
        {
            if (!isFirst) _sql.Append(',');
            isFirst = false;
            Value(value);
        }
        _sql.Append(isFirst ? "NULL)" : ")");
        return this;
    }

    /// <summary>Rows of values between commas.</summary>
    public SqlText Rows(IEnumerable<IEnumerable<object?>> rows)
    {
        string open = "(";
        foreach (IEnumerable<object?> row in rows)
        {
            _sql.Append(open);
            open = ",(";
            List(row);
        }
        return this;
    }

    public string Sql => _sql.ToString();

    public SqlArgument[] Arguments => [.. _arguments];
}
