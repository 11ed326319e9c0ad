using static TorchSharp.torch;

namespace Reining.Attacks;

/// <summary>Mass moved between two square windows: the proposals in L2. The start tiles the image with pyramids.</summary>
sealed class MovedMass(AttackBatch batch, RowTensors rows, ImageRandom random) : ISquareProposals
{
    const double Safe = 1e-12;
    const int SmallestSide = 3, Tiles = 5;

    readonly RowTensor _images = rows.Add(batch.Images.clone());

    public Tensor Start(long stream)
    {
        using var scope = NewDisposeScope();
        var images = _images.Value;
        var (channels, height, width) = (images.shape[1], (int)images.shape[2], (int)images.shape[3]);
        var side = Math.Max(1, Math.Min(height, width) / Tiles);
        var change = zeros_like(images);
        var (down, across) = (height / side, width / side);
        var draws = random.Uniform(batch.Indices, stream, empty([batch.Count, channels, down, across], images.dtype, images.device));
        for (var i = 0; i < down; i++)
        {
            for (var j = 0; j < across; j++)
            {
                var sign = (draws.narrow(2, i, 1).narrow(3, j, 1) < 0.5).to(images.dtype) * 2 - 1; // (M, C, 1, 1)
                change.narrow(2, (height - down * side) / 2 + i * side, side).narrow(3, (width - across * side) / 2 + j * side, side)
                    .copy_(sign * Pyramids(side, turned: false, images));
            }
        }
        return On(change).MoveToOuterDisposeScope();
    }

    public Tensor Next(Tensor best, int side, long stream)
    {
        using var scope = NewDisposeScope();
        var (channels, height, width) = ((int)best.shape[1], (int)best.shape[2], (int)best.shape[3]);
        side = Math.Min(Math.Max(side, SmallestSide) | 1, Math.Min(height, width)); // odd
        var indices = batch.Indices;
        var count = indices.Length;
        var (to, from) = (new long[count], new long[count]);
        var (signs, turned) = (new float[count * channels], new bool[count]);
        for (var i = 0; i < count; i++)
        {
            var numbers = random.Generator(indices[i], stream);
            to[i] = numbers.NextBelow(height - side + 1) * width + numbers.NextBelow(width - side + 1);
            from[i] = numbers.NextBelow(height - side + 1) * width + numbers.NextBelow(width - side + 1);
            turned[i] = numbers.NextBelow(2) == 1;
            for (var c = 0; c < channels; c++)
                signs[i * channels + c] = numbers.NextBelow(2) * 2 - 1;
        }
        var change = (best - _images.Value).flatten(2); // (M, C, HW)
        var window = (arange(side, device: best.device).unsqueeze(1) * width + arange(side, device: best.device)).view(1, 1, -1);
        var (target, source) = (Places(to), Places(from)); // (M, C, s²)
        var (one, none) = (ones_like(target, change.dtype), zeros_like(target, change.dtype));
        var both = zeros_like(change).scatter_(2, target, one).scatter_(2, source, one);
        var mass = (change * both).square().sum(dim: 2, keepdim: true); // (M, C, 1)
        var left = (batch.Threat!.Epsilon * batch.Threat.Epsilon - change.square().sum([1, 2], keepdim: true)).clamp_(min: 0);
        var old = change.gather(2, target);
        var pyramids = where(
            tensor(turned, [count, 1, 1], device: best.device),
            Pyramids(side, turned: true, best).flatten(), Pyramids(side, turned: false, best).flatten());
        var fresh = tensor(signs, [count, channels, 1], device: best.device).to(best.dtype) * pyramids + Unit(old);
        var placed = Unit(fresh) * (left / channels + mass).sqrt();
        return On(change.scatter_(2, source, none).scatter_(2, target, placed).view_as(best)).MoveToOuterDisposeScope();

        Tensor Places(long[] corners) =>
            (tensor(corners, [count, 1, 1], device: best.device) + window).expand(count, channels, (long)side * side).contiguous();
    }

    Tensor On(Tensor change) =>
        (_images.Value + change / (Norms.Spread(change, PerturbationNorm.L2) + Safe) * batch.Threat!.Epsilon).clamp_(0, 1);

    static Tensor Unit(Tensor windows) => windows / (windows.square().sum(dim: 2, keepdim: true).sqrt() + Safe);

    /// <summary>Two pyramids of opposite sign that fill a square, of length 1, (s, s).</summary>
    static Tensor Pyramids(int side, bool turned, Tensor like)
    {
        var values = new double[side, side];
        Add(0, side / 2, 1);
        Add(side / 2, side - side / 2, -1);
        using var scope = NewDisposeScope();
        var result = tensor(values).to(like.dtype, like.device);
        result /= result.square().sum().sqrt();
        return (turned ? result.transpose(0, 1).contiguous() : result).MoveToOuterDisposeScope();

        // Square 5, appendix: rings around the middle of the upper and of the lower half, each of height 1 / k²
        void Add(int first, int rows, int sign)
        {
            var (sum, half) = (0.0, new double[rows, side]);
            for (int ring = 0, top = rows / 2, left = side / 2; ring < Math.Max(rows / 2 + 1, side / 2 + 1); ring++, top--, left--)
            {
                for (var i = Math.Max(top, 0); i < Math.Min(top + 2 * ring + 1, rows); i++)
                {
                    for (var j = Math.Max(left, 0); j < Math.Min(left + 2 * ring + 1, side); j++)
                        half[i, j] += 1.0 / ((ring + 1) * (ring + 1));
                }
            }
            foreach (var h in half)
                sum += h * h;
            for (var i = 0; i < rows; i++)
            {
                for (var j = 0; j < side; j++)
                    values[first + i, j] = sum == 0 ? 0 : sign * half[i, j] / Math.Sqrt(sum);
            }
        }
    }
}
