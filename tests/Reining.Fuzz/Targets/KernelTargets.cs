using System.Text;
using System.Text.Json.Nodes;
using Reining.Kernel.Documents;
using Reining.Kernel.Jupyter;

namespace Reining.Fuzz.Targets;

/// <summary>Readers of notebooks, and of what front ends send.</summary>
static class KernelTargets
{
    static readonly MessageSigner Unsigned = new("");

    public static IEnumerable<FuzzTarget> All(Samples samples)
    {
        yield return new FuzzTarget("ipynb", [.. samples.Notebooks()], (_, file) => RoundTrip(file), e => e is DocumentException)
        {
            Ending = ".ipynb",
            Words = DataTargets.Words(
                "\"cells\":", "\"outputs\":", "\"source\":", "[", "]", "{", "}", "null", "true", "\\ud83d", "\\u0000", "\"id\":", "1e999",
                ",", "\"data\":{", "\"text\":"),
            BytesPerByte = 400,
        };
        yield return new FuzzTarget("dib", [.. samples.Texts(".dib")], (_, file) => RoundTrip(file), e => e is DocumentException)
        {
            Ending = ".dib",
            Words = DataTargets.Words("#!", "#!csharp\n", "#!markdown\n", "#!meta\n", "{\"kernelInfo\":", "\r\n", "#!value", "\n\n"),
            BytesPerByte = 400,
        };
        yield return new FuzzTarget("csx", [.. samples.Texts(".csx")], (_, file) => RoundTrip(file), e => e is DocumentException)
        { Ending = ".csx", Words = DataTargets.Words("// %%", "// %% [markdown]\n", "// ", "\r", "\n"), BytesPerByte = 400 };
        yield return new FuzzTarget(
            "wire", [.. Conversations()], (bytes, _) => Converse(bytes),
            e => e is WireException or InvalidDataException or EndOfStreamException)
        {
            Words = DataTargets.Words(
                "<IDS|MSG>", "READY", "Socket-Type", "Identity", "\"msg_type\":", "\"code\":", "\\ud800", "{", "}", "[", "null",
                "\x04\x26\x05READY"),
            BytesPerByte = 400,
        };
        yield return new FuzzTarget(
            "connection", [samples.Connection()], (_, file) => ConnectionInfo.Read(file), e => e is InvalidDataException)
        {
            Ending = ".json",
            Words = DataTargets.Words("shell_port", "null", "1e5", "-1", "[", "{", "tcp", "ipc", "99999999999"),
            BytesPerByte = 400,
        };
    }

    static void RoundTrip(string file)
    {
        var document = NotebookFormats.Read(file);
        _ = NotebookFile.ToText(document);
        _ = DibFormat.ToText(document);
        _ = ScriptFormat.ToText(document);
    }

    /// <summary>What a listener and the server do with the bytes of a connection, without threads.</summary>
    static void Converse(byte[] bytes)
    {
        var limits = new ZmtpLimits();
        using var stream = new MemoryStream(bytes);
        ZmtpFraming.ReadGreeting(stream);
        var frames = new List<byte[]>();
        while (ZmtpFraming.Read(stream, limits.MessageBytes) is { } frame)
        {
            if (frame.IsCommand)
            {
                var (name, content) = ZmtpFraming.Command(frame.Body);
                if (name == "READY")
                    _ = ZmtpFraming.Identity(content);
                continue;
            }
            frames.Add(frame.Body);
            if (frame.More)
                continue;
            var message = WireMessage.Parse(frames, Unsigned);
            _ = message.ParentId();
            _ = ExecuteRequest.From(0, null!, message);
            frames.Clear();
        }
    }

    static IEnumerable<byte[]> Conversations()
    {
        byte[] hello = [.. ZmtpFraming.Greeting(), .. ZmtpFraming.Ready("DEALER", 1, 2, 3)];
        byte[] Message(string type, JsonObject content) => ZmtpFraming.Encode(
        [
            "<IDS|MSG>"u8.ToArray(), [],
            Encoding.UTF8.GetBytes(
                $$"""{"msg_id":"1","session":"s","username":"u","date":"2026-01-01T00:00:00Z","msg_type":"{{type}}","version":"5.3"}"""),
            "{}"u8.ToArray(), "{}"u8.ToArray(), Encoding.UTF8.GetBytes(content.ToJsonString()),
        ]);
        var request = new JsonObject
        {
            ["code"] = "1 + 1",
            ["silent"] = false,
            ["store_history"] = true,
            ["user_expressions"] = new JsonObject(),
        };
        yield return [.. hello, .. Message("execute_request", request)];
        yield return
        [
            .. hello, .. Message("execute_request", new JsonObject { ["code"] = new string('x', 300), ["allow_stdin"] = false }),
            .. Message("execute_request", new JsonObject { ["code"] = "\"ü\"", ["stop_on_error"] = true }),
            .. ZmtpFraming.EncodeCommand("PING", 0, 1),
        ];
    }
}
