using System.Runtime.InteropServices;

namespace Reining.Data;

/// <summary>An array of numbers of a NumPy file, in C order.</summary>
/// <param name="Type">NumPy's name of the type without the byte order: a letter and how many bytes, such as <c>f4</c>.</param>
/// <param name="Shape">Its sizes; none for a single number.</param>
/// <param name="Bytes">Its values, little-endian.</param>
sealed record NpyArray(string Type, IReadOnlyList<int> Shape, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Types of numbers; the digit says how many bytes each takes.</summary>
    public static IReadOnlyList<string> Types { get; } = ["f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "b1"];

    /// <summary>Sizes as messages say them: <c>5023x3</c>.</summary>
    public string ShapeText => Shape.Count == 0 ? "a single number" : string.Join("x", Shape);

    /// <summary>The values in single precision.</summary>
    public float[] Floats() => Type switch
    {
        "f4" => MemoryMarshal.Cast<byte, float>(Bytes.Span).ToArray(),
        "f2" => Each<Half, float>(v => (float)v),
        "f8" => Each<double, float>(v => (float)v),
        _ => Array.ConvertAll(Whole()!, v => (float)v),
    };

    /// <summary>The values as whole numbers; null if they are fractions by their type.</summary>
    public long[]? Whole() => Type switch
    {
        "i1" => Each<sbyte, long>(v => v),
        "i2" => Each<short, long>(v => v),
        "i4" => Each<int, long>(v => v),
        "i8" => Each<long, long>(v => v),
        "u1" or "b1" => Each<byte, long>(v => v),
        "u2" => Each<ushort, long>(v => v),
        "u4" => Each<uint, long>(v => v),
        _ => null,
    };

    TTo[] Each<TFrom, TTo>(Func<TFrom, TTo> convert) where TFrom : unmanaged
    {
        var from = MemoryMarshal.Cast<byte, TFrom>(Bytes.Span);
        var to = new TTo[from.Length];
        for (var i = 0; i < to.Length; i++)
            to[i] = convert(from[i]);
        return to;
    }
}
