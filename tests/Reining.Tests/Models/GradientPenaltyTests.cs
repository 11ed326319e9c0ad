using Reining.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Tests.Models;

/// <summary>What the two gradient penalties are, from the whole Jacobian of the decoder, taken output by output.</summary>
public class GradientPenaltyTests
{
    const int Batch = 2;

    static (RegularizedAutoencoder Model, Tensor Images, Tensor Jacobian, Tensor Outputs) Make(GradientPenaltyForm form, bool training)
    {
        using var random = new Generator(3);
        var net = SmallModels.Net with { Width = 1, LatentSize = 2 };
        var model = new RegularizedAutoencoder(
            new RegularizedAutoencoderOptions(net, 0, DecoderRegularizer.GradientPenalty, RegularizerWeight: 1) { GradientPenalty = form },
            random);
        model.to(ScalarType.Float64);
        model.train(training);
        var images = rand([Batch, 1, 16, 16], dtype: ScalarType.Float64, generator: random);

        var z = model.Encode(images).detach().requires_grad_(); // (2, 2)
        var outputs = model.Decode(z).flatten(); // (512)
        var rows = Enumerable.Range(0, (int)outputs.numel()).Select(i => autograd.grad([outputs[i]], [z], retain_graph: true)[0].flatten());
        return (model, images, stack(rows), outputs.detach()); // Jacobian of the batch: (512, 4)
    }

    static double Penalty(RegularizedAutoencoder model, Tensor images, ulong seed)
    {
        using var scope = NewDisposeScope();
        using var probe = new Generator(seed);
        return model.Loss(images, probe)["regularizer"].ToDouble();
    }

    [Theory]
    [InlineData(false)] // images independent of one another
    [InlineData(true)] // through batch statistics an image's code acts on the other images too
    public void GivenManyProbes_WhenAveraged_ThenTheyTendToTheJacobiansFrobeniusNorm(bool training)
    {
        using var scope = NewDisposeScope();
        var (model, images, jacobian, _) = Make(GradientPenaltyForm.Jacobian, training);
        using var own = model;
        var exact = jacobian.square().sum().ToDouble() / Batch;
        // For signs v: E ‖Jᵀv‖² = ‖J‖² and Var ‖Jᵀv‖² = 2 Σ_{i≠j} (JJᵀ)²_ij.
        var gram = jacobian.mm(jacobian.t());
        var variance = 2 * (gram.square().sum() - gram.diagonal().square().sum()).ToDouble() / (Batch * Batch);
        const int Probes = 400;
        var error = Math.Sqrt(variance / Probes);
        Assert.True(exact > 0 && error < 0.1 * exact, $"{exact} ± {error}: too few probes for a test");

        var mean = Enumerable.Range(0, Probes).Average(i => Penalty(model, images, (ulong)i));

        Assert.InRange(mean, exact - 4 * error, exact + 4 * error);
        Assert.NotEqual(Penalty(model, images, 1), Penalty(model, images, 2));
        Assert.Equal(Penalty(model, images, 1), Penalty(model, images, 1));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void GivenTheAuthorsForm_WhenComputed_ThenItIsTheJacobianTimesTwiceTheOutput(bool training)
    {
        using var scope = NewDisposeScope();
        var (model, images, jacobian, outputs) = Make(GradientPenaltyForm.SquaredOutput, training);
        using var own = model;
        var exact = jacobian.t().mv(2 * outputs).square().sum().ToDouble() / Batch; // ∂Σx̂²/∂z = Jᵀ(2x̂)
        Assert.Equal(exact, Penalty(model, images, 1), 1e-9 * exact);
        Assert.Equal(exact, Penalty(model, images, 2), 1e-9 * exact); // no probe in it
    }

    [Fact]
    public void GivenEvaluationWithoutAGraph_WhenTheLossIsTaken_ThenThePenaltyHasNoPartInIt()
    {
        using var scope = NewDisposeScope();
        var (model, images, _, _) = Make(GradientPenaltyForm.Jacobian, training: false);
        using var own = model;
        using var noGrad = no_grad();
        var terms = model.Loss(images, new Generator(1));
        Assert.Equal(["loss", "reconstruction"], terms.Named().Select(t => t.Name));
    }
}
