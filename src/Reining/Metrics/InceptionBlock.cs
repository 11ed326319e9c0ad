using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;
using Module = Reining.Torch.Module;

namespace Reining.Metrics;

/// <summary>One mixed block of Inception v3: branches side by side, joined by channels. The names are torchvision's.</summary>
sealed class InceptionBlock : Module
{
    readonly Dictionary<string, InceptionConv> _parts = [];
    readonly Func<InceptionBlock, Tensor, Tensor[]> _branches;

    InceptionBlock(Func<InceptionBlock, Tensor, Tensor[]> branches) : base(nameof(InceptionBlock)) => _branches = branches;

    InceptionBlock With(string name, long inputs, long outputs, long height, long width, long stride = 1, bool pad = true)
    {
        _parts[name] = Add(name, new InceptionConv(inputs, outputs, height, width, stride, pad));
        return this;
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => cat(_branches(this, input), 1);

    Tensor Run(Tensor x, params string[] names) => names.Aggregate(x, (h, name) => _parts[name].forward(h));

    // TensorFlow's average leaves the padding out; torchvision's counts it as zeros.
    static Tensor Average(Tensor x) => F.avg_pool2d(x, 3, stride: 1, padding: 1, count_include_pad: false);

    static Tensor Largest(Tensor x, long stride, long padding) => F.max_pool2d(x, [3, 3], [stride, stride], [padding, padding], [1, 1]);

    /// <summary>35×35: 1×1, 5×5, double 3×3 and pool. (N, in, H, W) to (N, 224 + pool, H, W).</summary>
    internal static InceptionBlock A(long inputs, long pool) => new InceptionBlock((b, x) =>
        [b.Run(x, "branch1x1"), b.Run(x, "branch5x5_1", "branch5x5_2"), b.Run(x, "branch3x3dbl_1", "branch3x3dbl_2", "branch3x3dbl_3"),
            b.Run(Average(x), "branch_pool")])
        .With("branch1x1", inputs, 64, 1, 1)
        .With("branch5x5_1", inputs, 48, 1, 1).With("branch5x5_2", 48, 64, 5, 5)
        .With("branch3x3dbl_1", inputs, 64, 1, 1).With("branch3x3dbl_2", 64, 96, 3, 3).With("branch3x3dbl_3", 96, 96, 3, 3)
        .With("branch_pool", inputs, pool, 1, 1);

    /// <summary>35×35 to 17×17: (N, in, H, W) to (N, 480 + in, (H−1)/2, (W−1)/2).</summary>
    internal static InceptionBlock B(long inputs) => new InceptionBlock((b, x) =>
        [b.Run(x, "branch3x3"), b.Run(x, "branch3x3dbl_1", "branch3x3dbl_2", "branch3x3dbl_3"), Largest(x, 2, 0)])
        .With("branch3x3", inputs, 384, 3, 3, 2, pad: false)
        .With("branch3x3dbl_1", inputs, 64, 1, 1).With("branch3x3dbl_2", 64, 96, 3, 3).With("branch3x3dbl_3", 96, 96, 3, 3, 2, pad: false);

    /// <summary>17×17 with factorized 7×7: (N, 768, H, W) to the same.</summary>
    internal static InceptionBlock C(long c) => new InceptionBlock((b, x) =>
        [b.Run(x, "branch1x1"), b.Run(x, "branch7x7_1", "branch7x7_2", "branch7x7_3"),
         b.Run(x, "branch7x7dbl_1", "branch7x7dbl_2", "branch7x7dbl_3", "branch7x7dbl_4", "branch7x7dbl_5"),
         b.Run(Average(x), "branch_pool")])
        .With("branch1x1", 768, 192, 1, 1)
        .With("branch7x7_1", 768, c, 1, 1).With("branch7x7_2", c, c, 1, 7).With("branch7x7_3", c, 192, 7, 1)
        .With("branch7x7dbl_1", 768, c, 1, 1).With("branch7x7dbl_2", c, c, 7, 1).With("branch7x7dbl_3", c, c, 1, 7)
        .With("branch7x7dbl_4", c, c, 7, 1).With("branch7x7dbl_5", c, 192, 1, 7)
        .With("branch_pool", 768, 192, 1, 1);

    /// <summary>17×17 to 8×8: (N, 768, H, W) to (N, 1280, (H−1)/2, (W−1)/2).</summary>
    internal static InceptionBlock D() => new InceptionBlock((b, x) =>
        [b.Run(x, "branch3x3_1", "branch3x3_2"), b.Run(x, "branch7x7x3_1", "branch7x7x3_2", "branch7x7x3_3", "branch7x7x3_4"),
            Largest(x, 2, 0)])
        .With("branch3x3_1", 768, 192, 1, 1).With("branch3x3_2", 192, 320, 3, 3, 2, pad: false)
        .With("branch7x7x3_1", 768, 192, 1, 1)
        .With("branch7x7x3_2", 192, 192, 1, 7)
        .With("branch7x7x3_3", 192, 192, 7, 1)
        .With("branch7x7x3_4", 192, 192, 3, 3, 2, pad: false);

    /// <summary>8×8 with split ends: (N, in, H, W) to (N, 2048, H, W).</summary>
    /// <param name="inputs">Input channels.</param>
    /// <param name="largest">Pool by the largest value, as the last block of the 2015 net does, and not by the average.</param>
    internal static InceptionBlock E(long inputs, bool largest) => new InceptionBlock((b, x) =>
    {
        var single = b.Run(x, "branch3x3_1");
        var twice = b.Run(x, "branch3x3dbl_1", "branch3x3dbl_2");
        return
        [
            b.Run(x, "branch1x1"), b.Run(single, "branch3x3_2a"), b.Run(single, "branch3x3_2b"),
            b.Run(twice, "branch3x3dbl_3a"), b.Run(twice, "branch3x3dbl_3b"), b.Run(largest ? Largest(x, 1, 1) : Average(x), "branch_pool"),
        ];
    })
        .With("branch1x1", inputs, 320, 1, 1)
        .With("branch3x3_1", inputs, 384, 1, 1).With("branch3x3_2a", 384, 384, 1, 3).With("branch3x3_2b", 384, 384, 3, 1)
        .With("branch3x3dbl_1", inputs, 448, 1, 1)
        .With("branch3x3dbl_2", 448, 384, 3, 3)
        .With("branch3x3dbl_3a", 384, 384, 1, 3)
        .With("branch3x3dbl_3b", 384, 384, 3, 1)
        .With("branch_pool", inputs, 192, 1, 1);
}
