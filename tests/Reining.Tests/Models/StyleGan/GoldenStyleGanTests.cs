using System.Text.Json.Nodes;
using Reining.Models;
using Reining.Training;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Reining.Tests.Models;

/// <summary>StyleGAN2 with condition paths against PyTorch: forward, gradients, R1, paths, ten steps (tests/golden/stylegan2.py).</summary>
public class GoldenStyleGanTests
{
    static readonly JsonNode Reference = Golden.Read("stylegan2.json");

    static readonly StyleGanOptions Options = new()
    {
        Side = (int)Reference["side"]!,
        LatentSize = (int)Reference["latent"]!,
        StyleSize = (int)Reference["style"]!,
        MappingLayers = (int)Reference["mapping_layers"]!,
        Channels = [.. Reference["channels"]!.AsArray().Select(n => (int)n!)],
        StdGroup = (int)Reference["group"]!,
        Condition = ConditionForm.Images,
        ConditionChannels = (int)Reference["maps"]!,
    };

    /// <summary>Both nets with PyTorch's weights, and the inputs.</summary>
    sealed class Case : IDisposable
    {
        public Case(ScalarType type, bool checkInputs = true)
        {
            using var random = new Generator(0);
            Generator = Filled(new StyleGenerator(Options, random), "generator", type);
            Discriminator = Filled(new StyleDiscriminator(Options, random), "discriminator", type);
            (Latents, Condition, Pictures) = (Input("latents"), Input("condition"), Input("pictures"));

            Tensor Input(string name)
            {
                var value = Golden.Values(Reference["inputs"]![name]!);
                if (checkInputs)
                    Golden.AssertSummary(Reference["inputs"]![name]!["summary"]!, value, 1e-6, name);
                return value.to(type);
            }
        }

        public StyleGenerator Generator { get; }

        public StyleDiscriminator Discriminator { get; }

        public Tensor Latents { get; }

        public Tensor Condition { get; }

        public Tensor Pictures { get; }

        public void Dispose()
        {
            Generator.Dispose();
            Discriminator.Dispose();
        }

        static T Filled<T>(T net, string key, ScalarType type) where T : nn.Module
        {
            net.to(type);
            var own = net.named_parameters().ToDictionary(p => p.name, p => p.parameter);
            using var noGrad = no_grad();
            foreach (var entry in Reference[key]!.AsArray())
            {
                Assert.True(own.Remove((string)entry!["name"]!, out var parameter), $"{key} has no {entry["name"]}");
                parameter.copy_(Golden.Values(entry).to(type));
            }
            Assert.Empty(own);
            return net;
        }
    }

    static double Tolerance(ScalarType type) => type == ScalarType.Float32 ? 1e-5 : 1e-9;

    static void AssertNumbers(JsonNode expected, Tensor actual, double tolerance, string what)
    {
        var values = actual.detach().to(ScalarType.Float64).data<double>().ToArray();
        var numbers = expected.AsArray().Select(n => (double)n!).ToArray();
        Assert.Equal(numbers.Length, values.Length);
        foreach (var (e, a) in numbers.Zip(values))
            Golden.AssertClose(e, a, tolerance, Math.Max(1, numbers.Max(Math.Abs)), what);
    }

    static void AssertGradients(JsonNode expected, nn.Module net, Tensor loss, double tolerance, string what)
    {
        net.zero_grad();
        loss.backward();
        var gradients = net.named_parameters().ToDictionary(p => p.name, p => p.parameter.grad);
        Assert.NotEmpty(expected.AsObject());
        // Gradients of less than a tenth of the largest are compared as if they had that size.
        var small = expected.AsObject().Max(e => (double)e.Value!["norm"]!) / 10;
        foreach (var (name, summary) in expected.AsObject())
        {
            var share = Math.Max(1, small / (double)summary!["norm"]!);
            Golden.AssertSummary(summary, gradients[name]!, tolerance * share, $"{what} by {name}");
        }
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    public void GivenPyTorchsWeights_WhenRunForwardAndBackward_ThenEverythingEqualsPyTorch(ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var nets = new Case(type);
        var (reference, tolerance) = (Reference["float64"]!, Tolerance(type));
        var made = nets.Generator.Generate(nets.Latents, nets.Condition);
        var scores = nets.Discriminator.Scores(nets.Pictures, nets.Condition);
        Golden.AssertSummary(reference["made"]!, made, tolerance, "made pictures");
        AssertNumbers(reference["scores"]!, scores, tolerance, "scores");
        // A path of many layers in single precision: gradients are compared with three times the tolerance.
        var forGradients = 3 * tolerance;
        AssertGradients(
            reference["discriminator_gradients"]!, nets.Discriminator, F.softplus(-scores).mean(), forGradients, "discriminator's loss");
        AssertGradients(
            reference["generator_gradients"]!, nets.Generator,
            StyleGanLoss.Generator(nets.Discriminator.Scores(made, nets.Condition)), forGradients, "generator's loss");
        var penalty = StyleGanLoss.GradientPenalty(
            x => nets.Discriminator.Scores(x, nets.Condition), nets.Pictures, (double)Reference["gamma"]!);
        Golden.AssertClose((double)reference["r1"]!, penalty.ToDouble(), tolerance, (double)reference["r1"]!, "R1");
        AssertGradients(reference["r1_gradients"]!, nets.Discriminator, penalty, forGradients, "R1");
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    public void GivenPyTorchsWeights_WhenTrainedTenSteps_ThenLossesAndResultsEqualPyTorch(ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var nets = new Case(type);
        var (reference, tolerance) = (Reference["float64"]!, Tolerance(type));
        var losses = reference["losses"]!.AsArray();
        var seen = new List<(double Discriminator, double Generator)>();
        var options = new AdversarialOptions(losses.Count)
        {
            BatchSize = (int)nets.Latents.shape[0],
            LearningRate = (double)Reference["rate"]!,
            Gamma = (double)Reference["gamma"]!,
            PenaltyEvery = (int)Reference["lazy"]!,
        };
        var plan = AdversarialPlan.Of(
            nets.Generator, nets.Discriminator, options,
            (_, _) => new AdversarialBatch(nets.Pictures, nets.Latents, nets.Condition));
        plan = plan with
        {
            Averages = [],
            StatsSteps = 0,
            Phases = [.. plan.Phases.Select(phase => phase with { Loss = (batch, random) => Seen(phase, batch, random) })],
        };
        new TrainingLoop<AdversarialBatch>(plan).Run();

        // Adam divides small gradients by their own size, so rounding grows from step to step.
        var grown = type == ScalarType.Float32 ? 10 * tolerance : tolerance;
        Assert.Equal(losses.Count, seen.Count);
        foreach (var (expected, actual) in losses.Zip(seen))
        {
            Golden.AssertClose((double)expected![0]!, actual.Discriminator, grown, 1, "discriminator's loss");
            Golden.AssertClose((double)expected[1]!, actual.Generator, grown, 1, "generator's loss");
        }
        using var noGrad = no_grad();
        Golden.AssertSummary(
            reference["made_after"]!, nets.Generator.Generate(nets.Latents, nets.Condition), 10 * grown, "pictures after ten steps");
        AssertNumbers(
            reference["scores_after"]!, nets.Discriminator.Scores(nets.Pictures, nets.Condition), 10 * grown, "scores after ten steps");

        LossTerms Seen(Phase<AdversarialBatch> phase, AdversarialBatch batch, Generator random)
        {
            var terms = phase.Loss(batch, random);
            var value = terms.Total.ToDouble();
            if (phase.Name == "discriminator")
                seen.Add((value, double.NaN));
            else if (phase.Name == "generator")
                seen[^1] = seen[^1] with { Generator = value };
            return terms;
        }
    }

    [Fact]
    public void GivenPyTorchsWeights_WhenPathLengthsAreTaken_ThenTheyAndTheirGradientsEqualPyTorch()
    {
        using var scope = NewDisposeScope();
        using var nets = new Case(ScalarType.Float64);
        var reference = Reference["float64"]!;
        var styles = nets.Generator.Styles(nets.Latents, nets.Condition);
        var noise = Golden.Values(Reference["inputs"]!["noise"]!).to(ScalarType.Float64);
        var lengths = StyleGanLoss.PathLengths(nets.Generator, styles, nets.Condition, noise);
        AssertNumbers(reference["path_lengths"]!, lengths, 1e-9, "path lengths");
        AssertGradients(reference["path_gradients"]!, nets.Generator, lengths.square().mean(), 1e-9, "path lengths");
    }
}
