using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Worlds;

/// <summary>Faces of a world: parameters, conditions and photos of equal rows.</summary>
/// <remarks>
/// Pictures are bytes, as GIF stores its renders; <see cref="Pictures"/> makes values in [−1, 1] of them. A synthetic head is decided by
/// its index alone, so sets are ranges of indices: those of the sheet begin at 100 000 for training, 500 000 for the
/// regressor, 900 000 for tests.
/// </remarks>
public sealed class HeadSet : IDisposable
{
    /// <summary>A set of its tensors, which it owns.</summary>
    internal HeadSet(Tensor parameters, Tensor conditions, Tensor photos) => (Parameters, Conditions, Photos) = (
        parameters.DetachFromDisposeScope(), conditions.DetachFromDisposeScope(), photos.DetachFromDisposeScope());

    /// <summary>Parameters (N, c), float32; 47 of a synthetic head.</summary>
    public Tensor Parameters { get; }

    /// <summary>Conditions (N, 6, S, S), bytes: render, then normals.</summary>
    public Tensor Conditions { get; }

    /// <summary>Photos (N, 3, S, S), bytes; (0, 3, S, S) of faces that nobody photographed.</summary>
    public Tensor Photos { get; }

    /// <summary>How many heads.</summary>
    public int Count => (int)Parameters.shape[0];

    /// <summary>Bytes as the nets take them: float32 in [−1, 1].</summary>
    public static Tensor Pictures(Tensor bytes) => bytes.to(float32).mul_(2 / 255f).sub_(1);

    /// <summary>Renders the heads of a range of indices.</summary>
    /// <param name="first">The first index.</param>
    /// <param name="count">How many.</param>
    /// <param name="side">Pixels of a side.</param>
    /// <param name="threads">Threads that share the work; null: one a core. They change no bit.</param>
    public static HeadSet Render(long first, int count, int side, int? threads = null) =>
        Render([.. Range(first, count).Select(HeadParameters.Sample)], Range(first, count), side, threads);

    /// <summary>Renders heads of given parameters.</summary>
    /// <param name="heads">47 parameters each.</param>
    /// <param name="first">Photo i shows the other factors, such as hair and background, of the head of index first + i.</param>
    /// <param name="side">Pixels of a side.</param>
    public static HeadSet Render(IReadOnlyList<float[]> heads, long first, int side) => Render(heads, Range(first, heads.Count), side);

    /// <summary>Renders heads of given parameters and factors.</summary>
    /// <param name="heads">47 parameters each.</param>
    /// <param name="factors">Each photo shows the other factors, such as hair and background, of the head of this index.</param>
    /// <param name="side">Pixels of a side.</param>
    /// <param name="threads">Threads that share the work; null: one a core. They change no bit.</param>
    public static HeadSet Render(IReadOnlyList<float[]> heads, IReadOnlyList<long> factors, int side, int? threads = null)
    {
        TorchRuntime.Load();
        if (heads.Count == 0)
            throw new ArgumentException("HeadSet.Render: expected at least one head, got none.");
        if (factors.Count != heads.Count)
            throw new ArgumentException($"HeadSet.Render: expected factors for {heads.Count} heads, got {factors.Count}.");
        int count = heads.Count, condition = HeadRenderer.ConditionChannels * side * side, photo = 3 * side * side;
        var (conditions, photos) = (new byte[(long)count * condition], new byte[(long)count * photo]);
        Parallel.For(
            0, count, new ParallelOptions { MaxDegreeOfParallelism = threads ?? Environment.ProcessorCount }, () => new Worker(side),
            (i, _, worker) =>
            {
                var renderer = worker.Renderer.Pose(heads[i]);
                renderer.Condition(worker.Condition);
                ToBytes(worker.Condition, conditions.AsSpan(i * condition, condition));
                renderer.Photo(PhotoFactors.Sample(factors[i]), factors[i], worker.Photo);
                ToBytes(worker.Photo, photos.AsSpan(i * photo, photo));
                return worker;
            },
            _ => { });
        using var scope = NewDisposeScope();
        return new HeadSet(
            tensor(heads.SelectMany(h => h).ToArray(), count, HeadParameters.Count),
            tensor(conditions, [count, HeadRenderer.ConditionChannels, side, side]), tensor(photos, [count, 3, side, side]));
    }

    static long[] Range(long first, int count) => [.. Enumerable.Range(0, count).Select(i => first + i)];

    /// <summary>A new tensor (N, …) of bytes, made in pieces: an array ends at two gigabytes, many faces of 256 pixels do not.</summary>
    /// <param name="count">N.</param>
    /// <param name="shape">Sizes of a row.</param>
    /// <param name="fill">Fills the rows from an index on.</param>
    internal static Tensor Rows(int count, IReadOnlyList<long> shape, Action<int, byte[]> fill)
    {
        const int Piece = 1 << 28;
        var size = shape.Aggregate(1L, (a, b) => a * b);
        var most = (int)Math.Max(1, Piece / size);
        var rows = empty([count, .. shape], uint8);
        for (var first = 0; first < count; first += most)
        {
            var bytes = new byte[Math.Min(most, count - first) * size];
            fill(first, bytes);
            using var scope = NewDisposeScope();
            rows.narrow(0, first, bytes.Length / size).copy_(tensor(bytes, [bytes.Length / size, .. shape]));
        }
        return rows;
    }

    /// <summary>Values in [0, 1] as the bytes that sets hold.</summary>
    internal static void ToBytes(ReadOnlySpan<float> values, Span<byte> bytes)
    {
        for (var i = 0; i < values.Length; i++)
            bytes[i] = (byte)(values[i] * 255 + 0.5f);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Parameters.Dispose();
        Conditions.Dispose();
        Photos.Dispose();
    }

    /// <summary>What one thread draws with.</summary>
    sealed class Worker(int side)
    {
        public HeadRenderer Renderer { get; } = new(side);

        public float[] Condition { get; } = new float[HeadRenderer.ConditionChannels * side * side];

        public float[] Photo { get; } = new float[3 * side * side];
    }
}
