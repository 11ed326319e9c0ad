using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Reining.Images;
using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Data;

/// <summary>
/// Images with class labels, kept as bytes (an eighth of the memory that two float copies would take). Selections share the bytes.
/// Tensors are made for the examples asked for, as float32 in [0, 1].
/// </summary>
public sealed class LabeledImages
{
    // value/255 for each byte: one look-up per pixel, and exactly the quotient that Python's loaders compute.
    static readonly float[] Unit = [.. Enumerable.Range(0, 256).Select(v => v / 255f)];

    readonly byte[][] _blocks; // each (_perBlock, C, H, W), the last one shorter: an array ends at 2 GB, all of CelebA at 64x64 does not
    readonly int _perBlock;
    readonly byte[] _labels; // (all)
    readonly int[] _examples; // which of all

    /// <summary>Wraps pixels and labels without copying them.</summary>
    /// <param name="name">What the data is, for titles and messages.</param>
    /// <param name="pixels">Bytes (N, C, H, W), 0 black to 255 white.</param>
    /// <param name="labels">One per image, each below the number of classes.</param>
    /// <param name="channels">C, 1 or 3.</param>
    /// <param name="height">H.</param>
    /// <param name="width">W.</param>
    /// <param name="classNames">The names of the classes, in the order of their labels.</param>
    /// <exception cref="ArgumentException">The lengths do not fit each other, or a label has no class.</exception>
    public LabeledImages(string name, byte[] pixels, byte[] labels, int channels, int height, int width, IReadOnlyList<string> classNames)
        : this(
            name, [pixels ?? throw new ArgumentNullException(nameof(pixels))], Math.Max(1, labels?.Length ?? 0), labels!, channels, height,
            width, classNames)
    {
    }

    /// <summary>Wraps pixels that lie in several arrays of <paramref name="perBlock"/> images each, the last one shorter.</summary>
    internal LabeledImages(
        string name, byte[][] blocks, int perBlock, byte[] labels, int channels, int height, int width, IReadOnlyList<string> classNames)
        : this(name, blocks, perBlock, labels, channels, height, width, classNames, Enumerable.Range(0, labels?.Length ?? 0).ToArray())
    {
        ArgumentNullException.ThrowIfNull(labels);
        if (channels is not (1 or 3) || height < 1 || width < 1)
            throw new ArgumentException(
                $"LabeledImages {name}: expected 1 or 3 channels and sizes of at least 1, " +
                $"got {channels}x{height}x{width}; the order is (channels, height, width).");
        var bytes = blocks.Sum(b => b.LongLength);
        if (bytes != (long)labels.Length * channels * height * width)
            throw new ArgumentException(
                $"LabeledImages {name}: expected {(long)labels.Length * channels * height * width} bytes for {labels.Length} " +
                $"images of {channels}x{height}x{width}, got {bytes}; images and labels must be of one set.");
        var wrong = Array.FindIndex(labels, l => l >= classNames.Count);
        if (wrong >= 0)
            throw new ArgumentException(
                $"LabeledImages {name}: expected labels below {classNames.Count} (the number of class names), " +
                $"got {labels[wrong]} at {wrong}.");
    }

    LabeledImages(
        string name, byte[][] blocks, int perBlock, byte[] labels, int channels, int height, int width, IReadOnlyList<string> classNames,
        int[] examples)
    {
        (Name, Channels, Height, Width, ClassNames) = (name, channels, height, width, classNames);
        (_blocks, _perBlock, _labels, _examples) = (blocks, perBlock, labels, examples);
    }

    /// <summary>What the data is.</summary>
    public string Name { get; }

    /// <summary>Number of images.</summary>
    public int Count => _examples.Length;

    /// <summary>1 gray, 3 color.</summary>
    public int Channels { get; }

    /// <summary>Rows of an image.</summary>
    public int Height { get; }

    /// <summary>Columns of an image.</summary>
    public int Width { get; }

    /// <summary>Names of the classes, in the order of their labels.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>The label of one example.</summary>
    /// <param name="index">0 to <see cref="Count"/>−1.</param>
    public int Label(int index) => _labels[_examples[index]];

    /// <summary>The bytes of one example (C, H, W).</summary>
    /// <param name="index">0 to <see cref="Count"/>−1.</param>
    public ReadOnlySpan<byte> Pixels(int index) =>
        _blocks[_examples[index] / _perBlock].AsSpan(_examples[index] % _perBlock * ImageSize, ImageSize);

    /// <summary>How many examples each class has, in the order of <see cref="ClassNames"/>.</summary>
    public int[] ClassCounts()
    {
        var counts = new int[ClassNames.Count];
        foreach (var e in _examples) counts[_labels[e]]++;
        return counts;
    }

    /// <summary>The first examples.</summary>
    /// <param name="count">0 to <see cref="Count"/>.</param>
    /// <exception cref="ArgumentException">There are not so many.</exception>
    public LabeledImages Take(int count) => Slice(0, count);

    /// <summary>Examples <paramref name="start"/> to <paramref name="start"/>+<paramref name="count"/>−1, in order.</summary>
    /// <exception cref="ArgumentException">The range goes beyond the data.</exception>
    public LabeledImages Slice(int start, int count)
    {
        if (start < 0 || count < 0 || start > Count - count)
            throw new ArgumentException(
                $"LabeledImages {Name}: expected a range inside 0..{Count - 1}, got {count} examples from {start}; the set has {Count}.");
        return With(_examples.AsSpan(start, count).ToArray());
    }

    /// <summary>Chosen examples, in the order given; one may come twice.</summary>
    /// <param name="indices">Each 0 to <see cref="Count"/>−1.</param>
    /// <exception cref="ArgumentException">An index is outside the data.</exception>
    public LabeledImages Select(IReadOnlyList<int> indices)
    {
        ArgumentNullException.ThrowIfNull(indices);
        var chosen = new int[indices.Count];
        for (var i = 0; i < chosen.Length; i++)
        {
            if ((uint)indices[i] >= (uint)Count)
                throw new ArgumentException(
                    $"LabeledImages {Name}: expected indices from 0 to {Count - 1}, got {indices[i]} at position {i}.");
            chosen[i] = _examples[indices[i]];
        }
        return With(chosen);
    }

    /// <summary>Disjoint random parts: no example is in two of them.</summary>
    /// <param name="counts">The size of each part; together at most <see cref="Count"/>.</param>
    /// <param name="seed">Equal seeds give equal parts.</param>
    /// <exception cref="ArgumentException">A size is negative or there are not enough examples.</exception>
    public LabeledImages[] Split(IReadOnlyList<int> counts, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(counts);
        if (counts.Any(c => c < 0) || counts.Sum(c => (long)c) > Count)
            throw new ArgumentException(
                $"LabeledImages {Name}: expected parts of at least 0 examples and at most {Count} together, " +
                $"got {string.Join(" + ", counts)}; choose smaller parts.");
        var order = Permutation.Of(Count, seed, -1);
        var parts = new LabeledImages[counts.Count];
        var start = 0;
        for (var p = 0; p < parts.Length; p++)
        {
            parts[p] = Select(order[start..(start + counts[p])]);
            start += counts[p];
        }
        return parts;
    }

    /// <summary>Chosen images as numbers.</summary>
    /// <param name="indices">Each 0 to <see cref="Count"/>−1.</param>
    /// <param name="pad">Rows and columns of zeros on each side; 2 brings MNIST from 28×28 to the 32×32 of the thesis's nets.</param>
    /// <param name="device">Where the tensor shall be; null for the CPU.</param>
    /// <returns>float32 (n, C, H+2·pad, W+2·pad) in [0, 1].</returns>
    /// <exception cref="ArgumentException">No index, one outside the data, or a negative padding.</exception>
    public Tensor Images(ReadOnlySpan<int> indices, int pad = 0, Device? device = null)
    {
        if (indices.IsEmpty || pad < 0)
            throw new ArgumentException(
                $"LabeledImages {Name}: expected at least one index and a padding of at least 0, got {indices.Length} and {pad}.");
        TorchRuntime.Load();
        int h = Height + 2 * pad, w = Width + 2 * pad;
        long[] shape = [indices.Length, Channels, h, w];
        var images = pad == 0 ? empty(shape, ScalarType.Float32) : zeros(shape, ScalarType.Float32); // (n, C, H+2p, W+2p)
        var target = MemoryMarshal.Cast<byte, float>(images.bytes);
        for (var n = 0; n < indices.Length; n++)
        {
            CheckIndex(indices[n]);
            var source = Pixels(indices[n]);
            var image = target.Slice(n * Channels * h * w, Channels * h * w);
            if (pad == 0) Convert(source, image);
            else
            {
                for (var row = 0; row < Channels * Height; row++)
                {
                    int c = row / Height, y = row % Height;
                    Convert(source.Slice(row * Width, Width), image.Slice((c * h + y + pad) * w + pad, Width));
                }
            }
        }
        return Place(images, device);
    }

    /// <summary>All images as numbers.</summary>
    /// <inheritdoc cref="Images(ReadOnlySpan{int}, int, Device?)"/>
    public Tensor Images(int pad = 0, Device? device = null) => Images(All(), pad, device);

    /// <summary>Labels of chosen examples.</summary>
    /// <param name="indices">Each 0 to <see cref="Count"/>−1.</param>
    /// <param name="device">Where the tensor shall be; null for the CPU.</param>
    /// <returns>int64 (n).</returns>
    /// <exception cref="ArgumentException">No index, or one outside the data.</exception>
    public Tensor Labels(ReadOnlySpan<int> indices, Device? device = null)
    {
        if (indices.IsEmpty) throw new ArgumentException($"LabeledImages {Name}: expected at least one index, got none.");
        TorchRuntime.Load();
        var labels = empty([indices.Length], ScalarType.Int64);
        var target = MemoryMarshal.Cast<byte, long>(labels.bytes);
        for (var n = 0; n < indices.Length; n++)
        {
            CheckIndex(indices[n]);
            target[n] = Label(indices[n]);
        }
        return Place(labels, device);
    }

    /// <summary>All labels.</summary>
    /// <inheritdoc cref="Labels(ReadOnlySpan{int}, Device?)"/>
    public Tensor Labels(Device? device = null) => Labels(All(), device);

    /// <summary>One example as a picture.</summary>
    /// <param name="index">0 to <see cref="Count"/>−1.</param>
    public PixelImage Picture(int index)
    {
        CheckIndex(index);
        var planes = Pixels(index);
        if (Channels == 1) return new PixelImage(Width, Height, 1, planes.ToArray());
        int size = Width * Height;
        var pixels = new byte[planes.Length];
        for (var i = 0; i < size; i++)
            for (var c = 0; c < Channels; c++) pixels[i * Channels + c] = planes[c * size + i];
        return new PixelImage(Width, Height, Channels, pixels);
    }

    /// <summary>All images of this selection in one grid; take a few first.</summary>
    /// <param name="options">Layout; null takes the defaults.</param>
    public ImageGrid Grid(ImageGridOptions? options = null)
    {
        options ??= new ImageGridOptions();
        if (options.AltText.Length == 0) options = options with { AltText = Name };
        return new ImageGrid([.. Enumerable.Range(0, Count).Select(Picture)], options);
    }

    /// <summary>One line: name, count and size.</summary>
    public override string ToString() => $"{Name}: {Count} images of {Channels}x{Height}x{Width} in {ClassNames.Count} classes";

    int ImageSize => Channels * Height * Width;

    int[] All() => [.. Enumerable.Range(0, Count)];

    LabeledImages With(int[] examples) => new(Name, _blocks, _perBlock, _labels, Channels, Height, Width, ClassNames, examples);

    void CheckIndex(int index)
    {
        if ((uint)index >= (uint)Count)
            throw new ArgumentException($"LabeledImages {Name}: expected indices from 0 to {Count - 1}, got {index}.");
    }

    // Sixteen pixels at a time: bytes widened to integers, to floats, divided. The division gives exactly the table's quotients.
    static void Convert(ReadOnlySpan<byte> source, Span<float> target)
    {
        var i = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            ref var from = ref MemoryMarshal.GetReference(source);
            ref var to = ref MemoryMarshal.GetReference(target[..source.Length]);
            var scale = Vector256.Create(255f);
            for (; i <= source.Length - Vector128<byte>.Count; i += Vector128<byte>.Count)
            {
                var words = Vector256.WidenLower(Vector128.LoadUnsafe(ref from, (nuint)i).ToVector256());
                var (low, high) = Vector256.Widen(words);
                (Vector256.ConvertToSingle(low.AsInt32()) / scale).StoreUnsafe(ref to, (nuint)i);
                (Vector256.ConvertToSingle(high.AsInt32()) / scale).StoreUnsafe(ref to, (nuint)(i + 8));
            }
        }
        for (var unit = Unit; i < source.Length; i++) target[i] = unit[source[i]];
    }

    static Tensor Place(Tensor tensor, Device? device)
    {
        if (device is null || device.type == TorchSharp.DeviceType.CPU) return tensor;
        using (tensor) return Devices.Send(tensor, device);
    }
}
