using System.Text.Json;
using System.Text.Json.Nodes;

namespace Reining.Kernel.Jupyter;

/// <summary>What a front end tells a kernel about where to meet: the content of a connection file.</summary>
public sealed record ConnectionInfo
{
    /// <summary><c>tcp</c> or <c>ipc</c>.</summary>
    public string Transport { get; init; } = "tcp";

    /// <summary>The address to listen at; for <c>ipc</c> the beginning of the sockets' paths.</summary>
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>The port for code to run; 0 takes any free one (tcp).</summary>
    public int ShellPort { get; init; }

    /// <summary>The port for what concerns the kernel itself: interrupt, shutdown.</summary>
    public int ControlPort { get; init; }

    /// <summary>The port at which cells ask the user.</summary>
    public int StdinPort { get; init; }

    /// <summary>The port that publishes outputs.</summary>
    public int IopubPort { get; init; }

    /// <summary>The port that echoes, as a sign of life.</summary>
    public int HeartbeatPort { get; init; }

    /// <summary>The shared secret that signs messages; empty for unsigned ones.</summary>
    public string Key { get; init; } = "";

    /// <summary>Reads a connection file.</summary>
    /// <param name="path">The file that the front end wrote.</param>
    /// <exception cref="InvalidDataException">It is no connection file, or asks for what this kernel does not have.</exception>
    public static ConnectionInfo Read(string path)
    {
        try
        {
            if (JsonNode.Parse(File.ReadAllText(path)) is not JsonObject file)
                throw new JsonException("no object");
            var scheme = (string?)file["signature_scheme"] ?? MessageSigner.Scheme;
            var transport = (string?)file["transport"] ?? "tcp";
            if (scheme is not (MessageSigner.Scheme or ""))
                throw new InvalidDataException(
                    $"Connection file: expected signature_scheme {MessageSigner.Scheme}, got '{scheme}' in {path}; configure the front "
                        + "end's Session.signature_scheme.");
            if (transport is not ("tcp" or "ipc"))
                throw new InvalidDataException($"Connection file: expected transport tcp or ipc, got '{transport}' in {path}.");
            return new ConnectionInfo
            {
                Transport = transport,
                Address = (string?)file["ip"] ?? "127.0.0.1",
                ShellPort = Port("shell_port"),
                ControlPort = Port("control_port"),
                StdinPort = Port("stdin_port"),
                IopubPort = Port("iopub_port"),
                HeartbeatPort = Port("hb_port"),
                Key = (string?)file["key"] ?? "",
            };

            int Port(string name) => file[name] is { } port ? (int)port : throw new JsonException($"no {name}");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new InvalidDataException(
                $"Connection file: expected the JSON that a Jupyter front end writes, got {path} ({error.Message}).", error);
        }
    }
}
