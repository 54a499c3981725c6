using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace OpBX.Hosting;

/// <summary>Keeps every log entry, scopes and exceptions included.</summary>
internal sealed class CapturedLogs : ILoggerProvider, ISupportExternalScope
{
    private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

    public ConcurrentQueue<Entry> Entries { get; } = new();

    public string Text => string.Join('\n', Entries);

    public IEnumerable<int> IdsOf(string category) => Entries.Where(entry => entry.Category == category).Select(entry => entry.Id);

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose() { }

    internal sealed record Entry(string Category, LogLevel Level, int Id, string Message, string Values);

    private sealed class Logger(CapturedLogs owner, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => owner._scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var values = new List<string> { exception?.ToString() ?? "" };
            Collect(state, values);
            owner._scopes.ForEachScope(Collect, values);
            owner.Entries.Enqueue(new Entry(category, logLevel, eventId.Id, formatter(state, exception), string.Join(' ', values)));
        }

        private static void Collect(object? state, List<string> values)
        {
            values.Add(state?.ToString() ?? "");
            if (state is IEnumerable<KeyValuePair<string, object?>> pairs) values.AddRange(pairs.Select(pair => pair.Key + "=" + pair.Value));
        }
    }
}
