using Reining.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Training;

/// <summary>
/// The training of a StyleGAN2 as a plan: the discriminator, every sixteenth time R1, the generator, which goes on as a moving average.
/// </summary>
public static class AdversarialPlan
{
    const string GeneratorName = "generator", DiscriminatorName = "discriminator", PathMean = "path_mean";
    const double PathDecay = 0.01, RampUp = 0.05;
    const int PathEvery = 4;

    /// <summary>Makes a plan.</summary>
    /// <param name="generator">On its device.</param>
    /// <param name="discriminator">On the same.</param>
    /// <param name="options">How to train.</param>
    /// <param name="batch">The batch of a step, a pure function of the step and the random numbers.</param>
    /// <param name="more">A further term of the generator's loss by name, of the batch, the made pictures and random numbers.</param>
    /// <remarks>
    /// The pictures made for the discriminator's step are used again in the generator's, with their graph: latents and weights are the
    /// same, so a second forward pass would give the same bits. Real and made pictures go through the discriminator as one batch.
    /// </remarks>
    public static TrainingPlan<AdversarialBatch> Of(
        StyleGenerator generator, StyleDiscriminator discriminator, AdversarialOptions options,
        Func<long, Generator, AdversarialBatch> batch, Func<AdversarialBatch, Tensor, Generator, (string Name, Tensor Value)>? more = null)
    {
        var adam = new AdamOptions(options.LearningRate, Beta1: 0, Beta2: 0.99);
        var state = new TrainingState();
        List<Phase<AdversarialBatch>> phases =
        [
            new("discriminator", [DiscriminatorName], options.Relativistic ? Relativistic : Discriminator)
            {
                MovesBuffersOf = [GeneratorName],
            },
        ];
        if (!options.Relativistic && options.Gamma > 0)
            phases.Add(new("r1", [DiscriminatorName], Penalty) { Every = options.PenaltyEvery });
        phases.Add(new("generator", [GeneratorName], Generator));
        if (options.PathWeight > 0)
        {
            state.Numbers[PathMean] = 0;
            phases.Add(new("path", [GeneratorName], Path) { Every = PathEvery });
        }
        return new()
        {
            Steps = options.Steps,
            BatchSize = options.BatchSize,
            Batch = batch,
            Nets = [new(GeneratorName, generator, adam), new(DiscriminatorName, discriminator, adam)],
            Phases = phases,
            Averages =
            [
                new("average", [GeneratorName], options.HalfLife) { RampUp = RampUp, Buffers = AverageBuffers.Copied },
            ],
            State = state,
            Seed = options.Seed,
        };

        LossTerms Discriminator(AdversarialBatch step, Generator random)
        {
            var scores = Scores(step, Made(step).detach(), random);
            return StyleGanLoss.Discriminator(scores.Made, scores.Real);
        }

        LossTerms Relativistic(AdversarialBatch step, Generator random)
        {
            var made = Made(step).detach();
            var (real, fake) = Scores(step, made, random);
            return LossTerms.Sum(
                ("pairs", StyleGanLoss.RelativisticDiscriminator(fake, real)),
                ("r1", StyleGanLoss.GradientPenalty(x => Score(x, step.Condition, random), step.Pictures, options.Gamma)),
                ("r2", StyleGanLoss.GradientPenalty(x => Score(x, step.Condition, random), made, options.Gamma)));
        }

        LossTerms Penalty(AdversarialBatch step, Generator random) =>
            new(StyleGanLoss.GradientPenalty(x => Score(x, step.Condition, random), step.Pictures, options.Gamma));

        LossTerms Generator(AdversarialBatch step, Generator random)
        {
            var made = step.Made ?? generator.Generate(step.Latents, step.Condition);
            Tensor loss;
            if (options.Relativistic)
            {
                var (real, fake) = Scores(step, made, random);
                loss = StyleGanLoss.RelativisticGenerator(fake, real);
            }
            else
            {
                loss = StyleGanLoss.Generator(Score(made, step.Condition, random));
            }
            return more is null ? new LossTerms(loss) : LossTerms.Sum(("adversarial", loss), more(step, made, random));
        }

        LossTerms Path(AdversarialBatch step, Generator random)
        {
            var half = Math.Max(1, step.Latents.shape[0] / 2);
            var condition = step.Condition?.narrow(0, 0, half);
            var styles = generator.Styles(step.Latents.narrow(0, 0, half), condition);
            var lengths = StyleGanLoss.PathLengths(generator, styles, condition, random); // (N/2)
            var mean = state.Numbers[PathMean] + PathDecay * (lengths.mean().ToDouble() - state.Numbers[PathMean]);
            state.Numbers[PathMean] = mean;
            return new((lengths - mean).square().mean() * options.PathWeight);
        }

        // In the discriminator's phase the generator stands still, but its graph is needed for the generator's own phase.
        Tensor Made(AdversarialBatch step)
        {
            foreach (var parameter in generator.parameters())
                parameter.requires_grad = true;
            step.Made = generator.Generate(step.Latents, step.Condition).MoveToOuterDisposeScope();
            return step.Made;
        }

        Tensor Score(Tensor pictures, Tensor? condition, Generator random)
        {
            if (options.Augmentation is null)
                return discriminator.Scores(pictures, condition);
            var images = generator.Options.Condition == ConditionForm.Images;
            var (changed, moved) = options.Augmentation.Apply(pictures, images ? condition : null, random);
            return discriminator.Scores(changed, images ? moved : condition);
        }

        (Tensor Real, Tensor Made) Scores(AdversarialBatch step, Tensor made, Generator random)
        {
            if (options.Augmentation is not null)
                return (Score(step.Pictures, step.Condition, random), Score(made, step.Condition, random));
            var condition = step.Condition is { } c ? cat([c, c]) : null;
            var both = discriminator.Scores(cat([step.Pictures, made]), condition, parts: 2).chunk(2); // (N) each
            return (both[0], both[1]);
        }
    }
}
