using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Reining.Kernel.Jupyter;

/// <summary>Makes the messages of one kernel.</summary>
sealed class MessageWriter(MessageSigner signer)
{
    /// <summary>The version of the Jupyter protocol that is spoken.</summary>
    public const string Version = "5.3";

    /// <summary>Stands between the route and the message.</summary>
    public static readonly byte[] Delimiter = "<IDS|MSG>"u8.ToArray();

    /// <summary>An empty JSON object: the parent of what answers nothing.</summary>
    public static readonly byte[] Empty = "{}"u8.ToArray();

    static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    readonly string _session = Guid.NewGuid().ToString("N");
    long _last;

    /// <summary>A reply, which goes to the peer that asked.</summary>
    public List<byte[]> Reply(string type, JsonObject content, WireMessage request) =>
        Build([.. request.Route], type, content, request.Header);

    /// <summary>A message to all; the first frame is the topic.</summary>
    public List<byte[]> Broadcast(string type, JsonObject content, byte[] parent) =>
        Build([Encoding.ASCII.GetBytes($"kernel.{_session}.{type}")], type, content, parent);

    /// <summary>A question to the user.</summary>
    /// <param name="content">What to ask.</param>
    /// <param name="parent">The header of the request that asks.</param>
    /// <param name="id">The message's <c>msg_id</c>, which the answer names.</param>
    public List<byte[]> Question(JsonObject content, byte[] parent, out string id) =>
        Build([], "input_request", content, parent, id = NextId());

    List<byte[]> Build(List<byte[]> frames, string type, JsonObject content, byte[] parent) =>
        Build(frames, type, content, parent, NextId());

    List<byte[]> Build(List<byte[]> frames, string type, JsonObject content, byte[] parent, string id)
    {
        var header = Bytes(new JsonObject
        {
            ["msg_id"] = id,
            ["session"] = _session,
            ["username"] = "kernel",
            ["date"] = DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture),
            ["msg_type"] = type,
            ["version"] = Version,
        });
        var body = Bytes(content);
        frames.Add(Delimiter);
        frames.Add(signer.Sign(header, parent, Empty, body));
        frames.Add(header);
        frames.Add(parent);
        frames.Add(Empty);
        frames.Add(body);
        return frames;
    }

    string NextId() => string.Create(CultureInfo.InvariantCulture, $"{_session}_{Interlocked.Increment(ref _last)}");

    static byte[] Bytes(JsonObject content)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, Relaxed))
            content.WriteTo(writer);
        return buffer.WrittenSpan.ToArray();
    }
}
