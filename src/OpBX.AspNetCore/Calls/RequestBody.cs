using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;

namespace OpBX.Calls;

/// <summary>How far a body was read.</summary>
internal enum BodyState
{
    /// <summary>To its end.</summary>
    Complete,

    /// <summary>It is longer than the limit; reading may go on with a higher one.</summary>
    TooLarge,

    /// <summary>Its framing is broken, yet the client can still be answered.</summary>
    Broken,
}

/// <summary>The connection broke while the body was read: there is nobody left to answer, and nothing may be done.</summary>
internal sealed class ClientGoneException(Exception cause) : OperationCanceledException("The client is gone.", cause)
{
    /// <summary>Whether a fault only means that nobody waits for the answer any more.</summary>
    public static bool IsCauseOf(Exception exception, HttpContext context)
        => exception is ClientGoneException || context.RequestAborted.IsCancellationRequested;
}

/// <summary>Reads the body of a request up to a limit, into pooled memory.</summary>
internal sealed class RequestBody(HttpRequest request) : IDisposable
{
    private byte[] _buffer = [];
    private int _length;

    /// <summary>What was read; valid until disposal.</summary>
    public ReadOnlySpan<byte> Bytes => _buffer.AsSpan(0, _length);

    /// <summary>The body as received, to be kept.</summary>
    public byte[] ToArray() => Bytes.ToArray();

    /// <summary>Whether a content encoding makes the bytes unreadable as they are.</summary>
    public bool IsEncoded
    {
        get
        {
            string? encoding = request.Headers.ContentEncoding;
            return !string.IsNullOrWhiteSpace(encoding) && !string.Equals(encoding.Trim(), "identity", StringComparison.OrdinalIgnoreCase);
        }
    }

    /// <summary>Reads on until the body ends or is longer than the limit.</summary>
    /// <param name="limit">Bytes.</param>
    /// <param name="cancellationToken">Signals that the client is gone.</param>
    /// <exception cref="ClientGoneException">The connection broke.</exception>
    public async ValueTask<BodyState> ReadAsync(int limit, CancellationToken cancellationToken)
    {
        if (request.ContentLength > limit) return BodyState.TooLarge;
        if (_length == 0 && request.ContentLength == 0) return BodyState.Complete;
        return await ReadBeginningAsync(limit, cancellationToken);
    }

    /// <summary>Reads on until the body ends or more than some bytes are there, however long it says to be.</summary>
    /// <param name="limit">Bytes.</param>
    /// <param name="cancellationToken">Signals that the client is gone.</param>
    /// <exception cref="ClientGoneException">The connection broke.</exception>
    public async ValueTask<BodyState> ReadBeginningAsync(int limit, CancellationToken cancellationToken)
    {
        try
        {
            PipeReader reader = request.BodyReader;
            while (_length <= limit)
            {
                ReadResult read = await reader.ReadAsync(cancellationToken);
                Append(read.Buffer, limit);
                reader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted && _length <= limit) return BodyState.Complete;
                if (read.IsCanceled) return BodyState.Broken;
            }
            return BodyState.TooLarge;
        }
        catch (BadHttpRequestException exception)
        {
            if (exception.StatusCode == StatusCodes.Status413PayloadTooLarge) return BodyState.TooLarge;
            // A body of known length has no framing to break: it can only have ended with its connection.
            return request.ContentLength is null ? BodyState.Broken : throw new ClientGoneException(exception);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            throw new ClientGoneException(exception);
        }
    }

    public void Dispose()
    {
        byte[] buffer = _buffer;
        _buffer = [];
        _length = 0;
        if (buffer.Length > 0) ArrayPool<byte>.Shared.Return(buffer);
    }

    private void Append(ReadOnlySequence<byte> bytes, int limit)
    {
        int added = checked((int)bytes.Length);
        if (added == 0) return;
        if (_length + added > _buffer.Length)
        {
            long wanted = Math.Max(_length + added, Math.Max(2L * _buffer.Length, Math.Min(request.ContentLength ?? 0, limit)));
            byte[] larger = ArrayPool<byte>.Shared.Rent(checked((int)wanted));
            Bytes.CopyTo(larger);
            if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }
        bytes.CopyTo(_buffer.AsSpan(_length));
        _length += added;
    }
}
