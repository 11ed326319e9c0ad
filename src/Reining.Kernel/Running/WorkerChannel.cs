using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Reining.Kernel.Running;

/// <summary>Messages between a worker and the process that watches it: one JSON object a line.</summary>
sealed class WorkerChannel(Stream incoming, Stream outgoing) : IDisposable
{
    static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    readonly Lock _gate = new();
    readonly StreamReader _reader = new(incoming, Encoding.UTF8, detectEncodingFromByteOrderMarks: false, bufferSize: 1 << 16);

    /// <summary>Sends a message; false if the other side is gone.</summary>
    public bool Send(JsonObject message)
    {
        var line = Encoding.UTF8.GetBytes(message.ToJsonString(Compact) + "\n");
        try
        {
            lock (_gate)
            {
                outgoing.Write(line);
                outgoing.Flush();
            }
            return true;
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>The next message; null when the other side is gone.</summary>
    public Task<JsonObject?> ReceiveAsync() => ReceiveAsync(() => new(_reader.ReadLineAsync()));

    /// <summary>The same on the calling thread, so that it comes even while every thread of the pool is busy.</summary>
    public JsonObject? Receive() => ReceiveAsync(() => new(_reader.ReadLine())).GetAwaiter().GetResult();

    static async Task<JsonObject?> ReceiveAsync(Func<ValueTask<string?>> read)
    {
        try
        {
            var line = await read().ConfigureAwait(false);
            return line is null ? null : JsonNode.Parse(line) as JsonObject;
        }
        // JsonException: the other side died within a line
        catch (Exception error) when (error is IOException or ObjectDisposedException or JsonException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _reader.Dispose();
        outgoing.Dispose();
    }
}
