using Reining.Data;
using Reining.Models;
using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Training;

/// <summary>One update of a model: what the training loop repeats and the benchmarks time.</summary>
public static class TrainingStep
{
    /// <summary>Batch, loss, gradients, update. The caller opens a scope around it.</summary>
    /// <param name="model">Ends in training mode, updated.</param>
    /// <param name="adam">Of the model's parameters; has the learning rate.</param>
    /// <param name="images">Training images; padded to the model's side.</param>
    /// <param name="indices">Which of them.</param>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="step">Steps before this one: with the seed it decides the step's noise.</param>
    /// <param name="compute">Where the model is, and how precisely to compute; null for the processor in float32.</param>
    /// <returns>The loss before the update, in the caller's scope; on a GPU not yet computed when this returns.</returns>
    public static LossTerms Take(
        Autoencoder model, Adam adam, LabeledImages images, ReadOnlySpan<int> indices, ulong seed, long step, Compute? compute = null)
    {
        compute ??= Compute.Cpu;
        var batch = Batch(images, indices, model.Net, compute.Device);
        using var random = RandomStream.Generator(seed, RandomPurpose.Step, step);
        model.train();
        return Update([adam], () =>
        {
            using (compute.Cast())
                return model.Loss(batch, random);
        });
    }

    /// <summary>Loss, gradients, update.</summary>
    /// <param name="nets">Optimizers of what is stepped.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="weight">What its gradient is multiplied by.</param>
    internal static LossTerms Update(IReadOnlyList<Adam> nets, Func<LossTerms> loss, int weight = 1)
    {
        foreach (var net in nets)
            net.ZeroGrad();
        var terms = Forward(loss);
        Gradients.Backward(weight == 1 ? terms.Total : terms.Total * weight, "A training step");
        foreach (var net in nets)
            net.Step();
        return terms;
    }

    /// <summary>The loss alone: what the backward pass needs besides is kept by its graph and freed as it goes.</summary>
    static LossTerms Forward(Func<LossTerms> loss)
    {
        using var scope = NewDisposeScope();
        var terms = loss();
        foreach (var term in terms.Named().Select(t => t.Value).Distinct())
            term.MoveToOuterDisposeScope();
        return terms;
    }

    /// <summary>Chosen images as a net takes them: float32 (B, C, S, S) in [0, 1], zero-padded to its side.</summary>
    public static Tensor Batch(LabeledImages images, ReadOnlySpan<int> indices, ConvNetOptions net, Device? device = null) =>
        images.Images(indices, pad: (net.Side - images.Height) / 2, device);
}
