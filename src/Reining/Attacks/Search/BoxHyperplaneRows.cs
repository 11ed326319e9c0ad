using System.Numerics;
using System.Runtime.InteropServices;
using Reining.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Attacks;

/// <summary>
/// <see cref="BoxHyperplane"/> in L∞ and L2 on a processor, row by row: a row stays in the nearest cache through all of Newton's steps,
/// where operations on whole tensors would pass through memory six times for each.
/// </summary>
static class BoxHyperplaneRows
{
    /// <summary>Whether it takes such rows.</summary>
    public static bool Suits(Tensor x, PerturbationNorm norm) =>
        norm != PerturbationNorm.L1 && x.device_type == DeviceType.CPU && x.dtype == ScalarType.Float32;

    /// <summary>As <see cref="BoxHyperplane.Project"/>.</summary>
    public static Tensor Project(Tensor x, Tensor w, Tensor excess, PerturbationNorm norm)
    {
        using var scope = NewDisposeScope();
        var change = empty_like(x).contiguous(); // (B, D)
        Span<float> points = x.contiguous().FloatSpan(), weights = w.contiguous().FloatSpan(), over = excess.contiguous().FloatSpan(),
            changes = change.FloatSpan();
        var width = (int)x.shape[1];
        var (size, room) = (new float[width], new float[width]);
        for (var row = 0; row < over.Length; row++)
        {
            Span<float> point = points.Slice(row * width, width), weight = weights.Slice(row * width, width),
                result = changes.Slice(row * width, width);
            var least = norm == PerturbationNorm.L2 ? (float)(BoxHyperplane.NoAccount * LargestSize(weight)) : 0;
            for (var i = 0; i < width; i++)
            {
                var step = weight[i] * over[row];
                size[i] = Math.Abs(weight[i]) >= least ? Math.Abs(weight[i]) : 0;
                room[i] = step == 0 ? 0 : Math.Max(0, step < 0 ? 1 - point[i] : point[i]);
            }
            var lambda = Newton(size, room, Math.Abs(over[row]), norm == PerturbationNorm.L2);
            for (var i = 0; i < width; i++)
            {
                var length = Math.Min(norm == PerturbationNorm.L2 ? lambda * size[i] : lambda, room[i]);
                result[i] = size[i] == 0 ? 0 : MathF.CopySign(length, -weight[i] * over[row]);
            }
        }
        return change.MoveToOuterDisposeScope();
    }

    static float LargestSize(ReadOnlySpan<float> weights)
    {
        var largest = 0f;
        foreach (var w in weights)
            largest = Math.Max(largest, Math.Abs(w));
        return largest;
    }

    // λ with Σ size·min(λ·speed, room) = wanted, or where nothing is left to move; speed is 1 in L∞ and the size in L2.
    static float Newton(ReadOnlySpan<float> size, ReadOnlySpan<float> room, float wanted, bool bySize)
    {
        var lambda = 0f;
        for (var step = 0; step < BoxHyperplane.NewtonSteps; step++)
        {
            var (reached, slope) = At(size, room, lambda, bySize);
            var missing = wanted - reached;
            if (!(slope > 0 && missing > 0))
                break;
            var by = missing / slope;
            lambda += by;
            if (!(by > BoxHyperplane.Enough * lambda))
                break;
        }
        return lambda;
    }

    static (float Reached, float Slope) At(ReadOnlySpan<float> size, ReadOnlySpan<float> room, float lambda, bool bySize)
    {
        var sizes = MemoryMarshal.Cast<float, Vector<float>>(size);
        var rooms = MemoryMarshal.Cast<float, Vector<float>>(room);
        var (reached, slope, at) = (Vector<float>.Zero, Vector<float>.Zero, new Vector<float>(lambda));
        for (var i = 0; i < sizes.Length; i++)
        {
            var speed = bySize ? sizes[i] : Vector<float>.One;
            var free = at * speed;
            reached += sizes[i] * Vector.Min(free, rooms[i]);
            slope += Vector.ConditionalSelect(Vector.LessThan(free, rooms[i]), sizes[i] * speed, Vector<float>.Zero);
        }
        var (sum, rise) = (Vector.Sum(reached), Vector.Sum(slope));
        for (var i = sizes.Length * Vector<float>.Count; i < size.Length; i++)
        {
            var speed = bySize ? size[i] : 1;
            sum += size[i] * Math.Min(lambda * speed, room[i]);
            rise += lambda * speed < room[i] ? size[i] * speed : 0;
        }
        return (sum, rise);
    }
}
