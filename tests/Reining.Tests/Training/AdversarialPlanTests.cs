using Reining.Models;
using Reining.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Tests.Training;

/// <summary>The plan of a StyleGAN2 with each of its options; that it computes what it should is tested against PyTorch.</summary>
public class AdversarialPlanTests
{
    static readonly StyleGanOptions Net = new()
    {
        Side = 8,
        LatentSize = 6,
        StyleSize = 6,
        Channels = [8, 4],
        Condition = ConditionForm.Images,
        ConditionChannels = 3,
    };

    static readonly Dictionary<string, AdversarialOptions> Variants = new()
    {
        ["plain"] = new(6) { BatchSize = 4 },
        ["relativistic"] = new(6) { BatchSize = 4, Relativistic = true },
        ["path lengths"] = new(6) { BatchSize = 4, PathWeight = 2 },
        ["augmented"] = new(6) { BatchSize = 4, Augmentation = new() },
        ["relativistic, augmented"] = new(6) { BatchSize = 4, Relativistic = true, Augmentation = new() },
    };

    public static TheoryData<string> Names => [.. Variants.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void GivenAVariant_WhenTrained_ThenBothNetsMoveAndTheAverageIsKept(string name)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(1);
        using StyleGenerator generator = new(Net, random);
        using StyleDiscriminator discriminator = new(Net, random);
        // A difference of scores has no use for the bias of the score.
        var trained = generator.named_parameters().Concat(discriminator.named_parameters())
            .Where(p => !Variants[name].Relativistic || p.name != "score.bias").Select(p => p.parameter).ToList();
        var before = trained.Select(p => p.detach().clone()).ToList();
        var losses = new Dictionary<string, List<double>>();
        var plan = AdversarialPlan.Of(generator, discriminator, Variants[name], Batch);
        plan = plan with
        {
            StatsSteps = 0,
            Phases = [.. plan.Phases.Select(p => p with { Loss = (batch, noise) => Seen(p, batch, noise) })],
        };
        new TrainingLoop<AdversarialBatch>(plan).Run();

        Assert.Equal(6, losses["generator"].Count);
        Assert.Equal(6, losses["discriminator"].Count);
        Assert.All(losses.Values.SelectMany(l => l), l => Assert.True(double.IsFinite(l)));
        Assert.Equal(name.StartsWith("relativistic", StringComparison.Ordinal), !losses.ContainsKey("r1"));
        Assert.Equal(name == "path lengths" ? 2 : 0, losses.GetValueOrDefault("path", []).Count); // every fourth step
        Assert.Equal(name == "path lengths", plan.State.Numbers.TryGetValue("path_mean", out var mean) && mean > 0);
        Assert.All(before.Zip(trained), p => Assert.True((p.First - p.Second).abs().max().ToDouble() > 0));

        LossTerms Seen(Phase<AdversarialBatch> phase, AdversarialBatch batch, Generator noise)
        {
            var terms = phase.Loss(batch, noise);
            if (!losses.TryGetValue(phase.Name, out var list))
                losses[phase.Name] = list = [];
            list.Add(terms.Total.ToDouble());
            return terms;
        }
    }

    [Fact]
    public void GivenPicturesOfTheirConditions_WhenTrained_ThenTheGeneratorCopiesWhatItIsTold()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(2);
        using StyleGenerator generator = new(Net, random);
        using StyleDiscriminator discriminator = new(Net, random);
        var start = Distance();
        new TrainingLoop<AdversarialBatch>(
            AdversarialPlan.Of(generator, discriminator, new(250) { BatchSize = 8 }, Batch) with { StatsSteps = 0 }).Run();
        var end = Distance();
        Assert.True(end < 0.7 * start, $"squared distance of picture and condition {start} before, {end} after");

        double Distance()
        {
            using var noGrad = no_grad();
            using var noise = new Generator(3);
            var batch = Batch(0, noise);
            return (generator.Generate(batch.Latents, batch.Condition) - batch.Condition!).square().mean().ToDouble();
        }
    }

    /// <summary>Real pictures are their conditions: colors of three channels, one number a picture and half.</summary>
    static AdversarialBatch Batch(long step, Generator random)
    {
        const int Count = 8;
        var colors = rand([Count, 3, 1, 2], generator: random) * 2 - 1;
        var condition = colors.repeat_interleave(4, 3).expand(-1, -1, 8, -1).contiguous(); // (8, 3, 8, 8): left and right half
        return new(condition, randn([Count, Net.LatentSize], generator: random), condition);
    }
}
