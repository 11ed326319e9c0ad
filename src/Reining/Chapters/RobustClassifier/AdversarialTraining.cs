using Reining.Attacks;
using Reining.Models;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Reining.Chapters.RobustClassifier;

/// <summary>Training on attacked digits: cross-entropy where projected gradient descent has raised it within ε = 0.3 (Madry et al. 2018).
/// ε rises from 0 over the first 40 % of the training; without that this net stays at chance for epochs.</summary>
static class AdversarialTraining
{
    const double Epsilon = 0.3, Ramp = 0.4;
    static readonly ProjectedGradientDescent Attack = new() { Steps = 10, RelativeStep = 0.25, LeaveBroken = false };

    internal static LossTerms Loss(nn.Module net, RobustBatch batch, Generator random)
    {
        var classifier = (StridedNet)net;
        var threat = new ThreatModel(PerturbationNorm.LInfinity, Epsilon * Math.Min(1, batch.Progress / Ramp));
        var attack = Attack with { Seed = (ulong)batch.Step };
        var attacked = attack.Attack(new AttackedModel(classifier.forward), batch.Images, new Untargeted(batch.Labels), threat).Images;
        return new LossTerms(F.cross_entropy(classifier.forward(attacked), batch.Labels));
    }
}
