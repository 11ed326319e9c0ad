using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Attacks;

/// <summary>Squares of one color at ±ε: the proposals in L∞. The start has vertical stripes. A square may lie at any place, the last row
/// and column included.</summary>
sealed class ColoredSquares : ISquareProposals
{
    readonly AttackBatch _batch;
    readonly ImageRandom _random;
    readonly RowTensor _low, _high;

    public ColoredSquares(AttackBatch batch, RowTensors rows, ImageRandom random)
    {
        var epsilon = batch.Threat!.Epsilon;
        (_batch, _random) = (batch, random);
        _low = rows.Add((batch.Images - epsilon).clamp(0, 1));
        _high = rows.Add((batch.Images + epsilon).clamp(0, 1));
    }

    public Tensor Start(long stream)
    {
        using var scope = NewDisposeScope();
        var stripes = _random.Uniform(_batch.Indices, stream, _batch.Images.narrow(2, 0, 1)); // (M, C, 1, W)
        return where(stripes < 0.5, _low.Value, _high.Value).MoveToOuterDisposeScope();
    }

    public Tensor Next(Tensor best, int side, long stream)
    {
        using var scope = NewDisposeScope();
        var (channels, height, width) = ((int)best.shape[1], (int)best.shape[2], (int)best.shape[3]);
        side = Math.Clamp(side, 1, Math.Min(height, width));
        var indices = _batch.Indices;
        var (tops, lefts) = (new long[indices.Length], new long[indices.Length]);
        var signs = new bool[indices.Length * channels];
        for (var i = 0; i < indices.Length; i++)
        {
            var random = _random.Generator(indices[i], stream);
            tops[i] = random.NextBelow(height - side + 1);
            lefts[i] = random.NextBelow(width - side + 1);
            for (var c = 0; c < channels; c++)
                signs[i * channels + c] = random.NextBelow(2) == 1;
        }
        if (best.device_type == DeviceType.CPU && best.dtype == ScalarType.Float32)
            return Written(best, side, tops, lefts, signs).MoveToOuterDisposeScope();
        var device = best.device;
        var square = Within(tops, height, side, 2, device).logical_and(Within(lefts, width, side, 3, device)); // (M, 1, H, W)
        var color = tensor(signs, [indices.Length, channels, 1, 1], device: device);
        return where(square, where(color, _high.Value, _low.Value), best).MoveToOuterDisposeScope();
    }

    // On a processor the squares are written where they lie; the operations on whole tensors take as long as a small net.
    Tensor Written(Tensor best, int side, long[] tops, long[] lefts, bool[] signs)
    {
        var next = empty(best.shape).copy_(best); // (M, C, H, W)
        var pixels = MemoryMarshal.Cast<byte, float>(next.bytes);
        var low = MemoryMarshal.Cast<byte, float>(_low.Value.contiguous().bytes);
        var high = MemoryMarshal.Cast<byte, float>(_high.Value.contiguous().bytes);
        var (channels, height, width) = ((int)best.shape[1], (int)best.shape[2], (int)best.shape[3]);
        for (var plane = 0; plane < signs.Length; plane++)
        {
            var image = plane / channels;
            for (var row = 0; row < side; row++)
            {
                var at = (plane * height + (int)tops[image] + row) * width + (int)lefts[image];
                (signs[plane] ? high : low).Slice(at, side).CopyTo(pixels[at..]);
            }
        }
        return next;
    }

    static Tensor Within(long[] starts, int size, int side, int dimension, Device device)
    {
        var offset = arange(size, device: device).view(1, 1, dimension == 2 ? size : 1, dimension == 2 ? 1 : size) -
            tensor(starts, [starts.Length, 1, 1, 1], device: device);
        return (offset >= 0).logical_and(offset < side);
    }
}
