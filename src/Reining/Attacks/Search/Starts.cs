using static TorchSharp.torch;

namespace Reining.Attacks;

/// <summary>Random points within a threat model.</summary>
static class Starts
{
    /// <summary>Drawn evenly from the ball, then cut to [0, 1].</summary>
    public static Tensor InBall(AttackBatch batch, ImageRandom random, long stream)
    {
        using var scope = NewDisposeScope();
        var (threat, images) = (batch.Threat!, batch.Images);
        Tensor change;
        if (threat.Norm == PerturbationNorm.LInfinity)
        {
            change = random.Uniform(batch.Indices, 2 * stream, images) * 2 - 1; // (M, C, H, W)
        }
        else
        {
            var radii = random.Uniform(batch.Indices, 2 * stream + 1, images.narrow(1, 0, 1).narrow(2, 0, 1).narrow(3, 0, 1));
            change = Norms.Unit(random.Normal(batch.Indices, 2 * stream, images), threat.Norm) * radii.pow(1.0 / images[0].numel());
        }
        return threat.Project(images + threat.Epsilon * change, images).MoveToOuterDisposeScope();
    }

    /// <summary>On the ball: some pixel reaches ±ε in L∞, the length is ε in L2; then cut to [0, 1].</summary>
    public static Tensor OnBall(AttackBatch batch, ImageRandom random, long stream)
    {
        using var scope = NewDisposeScope();
        var (threat, images) = (batch.Threat!, batch.Images);
        var change = threat.Norm == PerturbationNorm.LInfinity
            ? random.Uniform(batch.Indices, stream, images) * 2 - 1
            : random.Normal(batch.Indices, stream, images);
        return threat.Project(images + threat.Epsilon * Norms.Unit(change, threat.Norm), images).MoveToOuterDisposeScope();
    }
}
