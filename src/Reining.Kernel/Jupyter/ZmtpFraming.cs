using System.Buffers.Binary;
using System.Text;

namespace Reining.Kernel.Jupyter;

/// <summary>Reads and writes what ZMTP 3.0 puts on a connection (rfc.zeromq.org/spec/23): greeting, commands, frames.</summary>
static class ZmtpFraming
{
    const int GreetingLength = 64, Chunk = 1 << 16;

    /// <summary>The 64 bytes that either side begins with: version 3.0, mechanism NULL.</summary>
    public static byte[] Greeting()
    {
        var greeting = new byte[GreetingLength];
        greeting[0] = 0xFF;
        greeting[8] = 1;
        greeting[9] = 0x7F;
        greeting[10] = 3;
        "NULL"u8.CopyTo(greeting.AsSpan(12));
        return greeting;
    }

    /// <summary>Reads the other side's greeting.</summary>
    /// <exception cref="InvalidDataException">It does not speak ZMTP 3 with mechanism NULL.</exception>
    public static void ReadGreeting(Stream stream)
    {
        Span<byte> greeting = stackalloc byte[GreetingLength];
        stream.ReadExactly(greeting);
        if (greeting[0] != 0xFF || greeting[9] != 0x7F || greeting[10] < 3 || !greeting[12..].StartsWith("NULL\0"u8))
            throw new InvalidDataException("ZMTP: expected a greeting of version 3 with mechanism NULL, got something else.");
    }

    /// <summary>Reads a frame; null where the connection ends between two.</summary>
    /// <param name="stream">The connection.</param>
    /// <param name="limit">The greatest body, in bytes.</param>
    /// <exception cref="InvalidDataException">It is malformed or too large.</exception>
    public static ZmtpFrame? Read(Stream stream, int limit)
    {
        var flags = stream.ReadByte();
        if (flags < 0)
            return null;
        if (flags > 7 || (flags & ZmtpFrame.CommandFlag) != 0 && (flags & ZmtpFrame.MoreFlag) != 0)
            throw new InvalidDataException($"ZMTP: expected the flags of a frame, got {flags}.");
        Span<byte> size = stackalloc byte[8];
        if ((flags & ZmtpFrame.LongFlag) != 0)
            stream.ReadExactly(size);
        else
            stream.ReadExactly(size[7..]);
        var length = BinaryPrimitives.ReadUInt64BigEndian((flags & ZmtpFrame.LongFlag) != 0 ? size : [0, 0, 0, 0, 0, 0, 0, size[7]]);
        if (length > (ulong)limit)
            throw new InvalidDataException($"ZMTP: expected a frame of at most {limit} bytes, got {length}.");
        return new ZmtpFrame((byte)flags, Body(stream, (int)length));
    }

    /// <summary>The bytes of a message on the connection.</summary>
    public static byte[] Encode(IReadOnlyList<byte[]> frames)
    {
        var wire = new byte[frames.Sum(frame => frame.Length + (frame.Length > 255 ? 9 : 2))];
        var at = 0;
        for (var i = 0; i < frames.Count; i++)
            at += Put(wire.AsSpan(at), i < frames.Count - 1 ? ZmtpFrame.MoreFlag : (byte)0, frames[i]);
        return wire;
    }

    /// <summary>The bytes of a command on the connection.</summary>
    public static byte[] EncodeCommand(string name, params ReadOnlySpan<byte> content)
    {
        byte[] body = [(byte)name.Length, .. Encoding.ASCII.GetBytes(name), .. content];
        var wire = new byte[body.Length + (body.Length > 255 ? 9 : 2)];
        Put(wire, ZmtpFrame.CommandFlag, body);
        return wire;
    }

    /// <summary>The command that ends the handshake.</summary>
    public static byte[] Ready(string socketType, params ReadOnlySpan<byte> identity) =>
        EncodeCommand("READY", [.. Property("Socket-Type", Encoding.ASCII.GetBytes(socketType)), .. Property("Identity", identity)]);

    /// <summary>A command's name and content.</summary>
    /// <exception cref="InvalidDataException">It is malformed.</exception>
    public static (string Name, byte[] Content) Command(byte[] body)
    {
        if (body.Length == 0 || body[0] >= body.Length)
            throw new InvalidDataException("ZMTP: expected a command's name, got a shorter frame.");
        return (Encoding.ASCII.GetString(body, 1, body[0]), body[(1 + body[0])..]);
    }

    /// <summary>The identity in the content of READY; empty where there is none.</summary>
    /// <exception cref="InvalidDataException">The properties are malformed.</exception>
    public static byte[] Identity(ReadOnlySpan<byte> properties)
    {
        byte[] identity = [];
        while (properties.Length > 0)
        {
            var name = properties[0];
            if (properties.Length < 1 + name + 4)
                throw new InvalidDataException("ZMTP: expected a property of READY, got a shorter frame.");
            var length = BinaryPrimitives.ReadUInt32BigEndian(properties[(1 + name)..]);
            var value = properties[(1 + name + 4)..];
            if (length > value.Length)
                throw new InvalidDataException("ZMTP: expected a property's value, got a shorter frame.");
            if (Encoding.ASCII.GetString(properties.Slice(1, name)).Equals("Identity", StringComparison.OrdinalIgnoreCase))
                identity = value[..(int)length].ToArray();
            properties = value[(int)length..];
        }
        return identity;
    }

    static byte[] Property(string name, ReadOnlySpan<byte> value)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, value.Length);
        return [(byte)name.Length, .. Encoding.ASCII.GetBytes(name), .. length, .. value];
    }

    // The announced length is not trusted: memory is taken as bytes arrive.
    static byte[] Body(Stream stream, int length)
    {
        var body = new byte[Math.Min(length, Chunk)];
        var filled = 0;
        while (filled < length)
        {
            if (filled == body.Length)
                Array.Resize(ref body, (int)Math.Min(length, body.Length * 2L));
            stream.ReadExactly(body.AsSpan(filled));
            filled = body.Length;
        }
        return body;
    }

    static int Put(Span<byte> wire, byte flags, byte[] body)
    {
        var head = 2;
        if (body.Length > 255)
        {
            head = 9;
            wire[0] = (byte)(flags | ZmtpFrame.LongFlag);
            BinaryPrimitives.WriteInt64BigEndian(wire[1..], body.Length);
        }
        else
        {
            wire[0] = flags;
            wire[1] = (byte)body.Length;
        }
        body.CopyTo(wire[head..]);
        return head + body.Length;
    }
}
