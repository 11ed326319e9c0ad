using Reining.Attacks;
using Reining.Models;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Reining.Chapters.RobustClassifier;

/// <summary>Training on attacked digits (Madry et al. 2018): the loss where projected gradient descent has raised it within ε = 0.3.
/// ε rises from 0 over the first 40 % of the training; without that these nets stay at chance for epochs.</summary>
static class AdversarialTraining
{
    const double Epsilon = 0.3, Ramp = 0.4, Way = 2.5; // all steps together, over ε
    const int NetSteps = 10, MixtureSteps = 5;

    /// <summary>A plain net: cross-entropy.</summary>
    internal static LossTerms Loss(nn.Module net, RobustBatch batch, Generator random)
    {
        var classifier = (StridedNet)net;
        var attacked = Attacked(batch, new AttackedModel(classifier.forward), AttackLoss.CrossEntropy, NetSteps);
        return new LossTerms(F.cross_entropy(classifier.forward(attacked), batch.Labels));
    }

    /// <summary>The mixture. The attack is A1 as far as it can be known before there are thresholds: it lowers the model's own objective
    /// for the nearest wrong class, the distance of the code to its mean and the reconstruction error.</summary>
    internal static LossTerms MixtureLoss(nn.Module net, RobustBatch batch, Generator random)
    {
        var model = (GaussianMixtureVae)net;
        var objective = AttackLoss.OfImages("a wrong class's objective", (images, goal) =>
        {
            var codes = model.Encode(images);
            var error = (images - model.Decode(codes)).square().flatten(1).sum(1); // (B,)
            var nearest = AttackLoss.Others(-model.SquaredDistances(codes), ((Untargeted)goal).Labels).amax([1]); // (B,)
            return model.Settings.ClusterWeight * nearest - error;
        });
        var attacked = Attacked(batch, new AttackedModel(x => model.Scores(x)), objective, MixtureSteps);
        return model.LabeledLoss(attacked, batch.Labels, random);
    }

    static Tensor Attacked(RobustBatch batch, AttackedModel model, AttackLoss loss, int steps)
    {
        var threat = new ThreatModel(PerturbationNorm.LInfinity, Epsilon * Math.Min(1, batch.Progress / Ramp));
        var attack = new ProjectedGradientDescent
        {
            Loss = loss,
            Steps = steps,
            RelativeStep = Way / steps,
            LeaveBroken = false,
            Seed = (ulong)batch.Step,
        };
        return attack.Attack(model, batch.Images, new Untargeted(batch.Labels), threat).Images;
    }
}
