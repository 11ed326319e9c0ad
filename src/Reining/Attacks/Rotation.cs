using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Reining.Attacks;

/// <summary>A control, no attack on pixels: images are turned to both sides, more and more, until the goal is reached. The corners become
/// black.</summary>
public sealed record Rotation : DistanceAttack
{
    /// <summary>Distances in a norm.</summary>
    /// <param name="norm">L2 or L∞.</param>
    public Rotation(PerturbationNorm norm = PerturbationNorm.L2)
        : base(norm, PerturbationNorm.L2, PerturbationNorm.LInfinity)
    {
    }

    /// <summary>The largest angle, in degrees, up to 180.</summary>
    public double Degrees { get; init => field = Options.Between(value, 0, 180.001, nameof(Degrees)); } = 30;

    /// <summary>Angles to each side.</summary>
    public int Levels { get; init => field = Options.Positive(value, nameof(Levels)); } = 15;

    internal override void Search(AttackBatch batch) => FirstOf.Search(batch, 2 * Levels, (images, level) =>
        Turn(images, (level / 2 + 1) / (double)Levels * (level % 2 == 0 ? Degrees : -Degrees)));

    /// <summary>Images turned by an angle in degrees.</summary>
    internal static Tensor Turn(Tensor images, double degrees)
    {
        var (sin, cos) = Math.SinCos(degrees * Math.PI / 180);
        var turn = tensor(new[, ,] { { { (float)cos, (float)-sin, 0 }, { (float)sin, (float)cos, 0 } } })
            .to(images.dtype, images.device).expand(images.shape[0], -1, -1); // (N, 2, 3)
        return F.grid_sample(images, F.affine_grid(turn, images.shape, align_corners: false), align_corners: false).clamp_(0, 1);
    }
}
