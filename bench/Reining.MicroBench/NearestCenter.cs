using BenchmarkDotNet.Attributes;
using Reining.Densities;
using static TorchSharp.torch;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Reining.MicroBench;

/// <summary>The nearest of 20 centers for each of 2000 points with 64 numbers, in double: the inner loop of clustering.</summary>
public class NearestCenter
{
    const int Points = 2000, Centers = 20, Dimensions = 64;
    Tensor _points = null!, _centers = null!;
    PointRows _pointRows = null!, _centerRows = null!;
    readonly int[] _nearest = new int[Points];

    [GlobalSetup]
    public void SetUp()
    {
        using var random = new Generator(1);
        (_points, _centers) = (rand(Points, Dimensions, generator: random, dtype: ScalarType.Float64), rand(
            Centers, Dimensions, generator: random, dtype: ScalarType.Float64));
        (_pointRows, _centerRows) = (PointRows.Of(_points), PointRows.Of(_centers));
        var ours = Reining().ToArray();
        foreach (var side in new[] { TorchSharp, DotNet })
        {
            if (!side().SequenceEqual(ours))
                throw new InvalidOperationException("The sides do not find the same centers; nothing is timed.");
        }
    }

    [Benchmark(Baseline = true)]
    public int[] Reining()
    {
        for (var i = 0; i < Points; i++)
            _nearest[i] = _centerRows.Nearest(_pointRows[i]).Index;
        return _nearest;
    }

    [Benchmark]
    public int[] TorchSharp()
    {
        using var scope = NewDisposeScope();
        return [.. cdist(_points, _centers).argmin(1).data<long>().Select(i => (int)i)];
    }

    [Benchmark]
    public int[] DotNet()
    {
        Span<double> distances = stackalloc double[Centers];
        for (var i = 0; i < Points; i++)
        {
            for (var j = 0; j < Centers; j++)
                distances[j] = TensorPrimitives.Distance<double>(_pointRows[i], _centerRows[j]);
            _nearest[i] = TensorPrimitives.IndexOfMin<double>(distances);
        }
        return _nearest;
    }
}
