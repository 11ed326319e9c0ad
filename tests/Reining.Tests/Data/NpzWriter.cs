using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;

namespace Reining.Tests.Data;

/// <summary>Writes files of NumPy arrays by hand, whole or damaged in one place.</summary>
static class NpzWriter
{
    /// <summary>Arrays by name: numbers, and the shape they have.</summary>
    public static void Write(string path, IEnumerable<(string Name, Array Values, int[] Shape)> arrays) =>
        WriteRaw(path, arrays.Select(a => (a.Name, Npy(TypeOf(a.Values), Text(a.Shape), BytesOf(a.Values)))));

    /// <summary>A zip of these contents.</summary>
    public static void WriteRaw(string path, IEnumerable<(string Name, byte[] Content)> entries)
    {
        File.Delete(path);
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach (var (name, content) in entries)
        {
            using var stream = zip.CreateEntry($"{name}.npy").Open();
            stream.Write(content);
        }
    }

    /// <summary>An array as NumPy writes it.</summary>
    /// <param name="type">Order and type, such as <c>&lt;f4</c>.</param>
    /// <param name="shape">What stands in the parentheses.</param>
    /// <param name="values">The bytes.</param>
    /// <param name="fortran">The order that the header states.</param>
    public static byte[] Npy(string type, string shape, byte[] values, bool fortran = false)
    {
        var header = $"{{'descr': '{type}', 'fortran_order': {(fortran ? "True" : "False")}, 'shape': ({shape}), }}";
        header = header.PadRight(118 - 1) + "\n";
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, (byte)(header.Length >> 8), .. Encoding.Latin1.GetBytes(header), .. values];
    }

    public static byte[] BytesOf(Array values)
    {
        var bytes = new byte[values.Length * Marshal.SizeOf(values.GetType().GetElementType()!)];
        using var pin = new Pinned(values);
        Marshal.Copy(pin.Address, bytes, 0, bytes.Length);
        return bytes;
    }

    static string Text(int[] shape) => shape is [var alone] ? $"{alone}," : string.Join(", ", shape);

    // By the exact type: to the runtime an array of uint is one of int, too.
    static string TypeOf(Array values)
    {
        var type = values.GetType().GetElementType()!;
        var kind = type == typeof(float) || type == typeof(double) || type == typeof(Half) ? 'f'
            : type == typeof(byte) || type == typeof(ushort) || type == typeof(uint) ? 'u' : 'i';
        return $"<{kind}{Marshal.SizeOf(type)}";
    }

    readonly struct Pinned(Array values) : IDisposable
    {
        readonly GCHandle _handle = GCHandle.Alloc(values, GCHandleType.Pinned);

        public nint Address => _handle.AddrOfPinnedObject();

        public void Dispose() => _handle.Free();
    }
}
