using Reining.Densities;
using Reining.Torch;
using Reining.Training;
using static TorchSharp.torch;

namespace Reining.Tests.Densities;

/// <summary>Flow and second stage are trained by the one loop as by a loop written out, to the last bit.</summary>
public class PlainCodeTrainingTests
{
    const int Patience = 3;
    const ulong Seed = 5;

    static Tensor Codes()
    {
        using var generator = new Generator(1, CPU);
        return randn(300, 3, generator: generator);
    }

    [Fact]
    public void GivenAFlow_WhenFitted_ThenItEqualsALoopWrittenOut()
    {
        using var scope = NewDisposeScope();
        var options = new NormalizingFlowOptions
        {
            Layers = 2,
            Hidden = 8,
            MaxEpochs = 12,
            BatchSize = 64,
            Patience = Patience,
            LearningRate = 0.05,
            Seed = Seed,
        };
        var fitted = NormalizingFlow.Fit(Codes(), options);

        var (train, validation) = Split(Codes().to(float64));
        var gaussian = FullGaussian.Fit(train, ridge: options.Ridge);
        using var random = RandomStream.Generator(Seed, RandomPurpose.Weights);
        var flow = new MaskedAutoregressiveFlow(3, options.Layers, options.Hidden, random);
        var mean = Gaussians.Row(gaussian.Parameters.Mean);
        var whitener = Gaussians.Whitener(Gaussians.Factor(Gaussians.Matrix(gaussian.Parameters.Covariance))!);
        var report = Plain(
            flow, (train - mean).mm(whitener), (validation - mean).mm(whitener), (x, _) => -flow.forward(x),
            new AdamOptions(options.LearningRate), options.MaxEpochs, options.BatchSize, 1, Patience);

        Assert.Equal(report.TrainLosses, fitted.Report.TrainLosses);
        Assert.Equal(report.ValidationLosses, fitted.Report.ValidationLosses);
        Assert.Equal(report.KeptEpoch, fitted.Report.KeptEpoch);
        Assert.True(fitted.Report.TrainLosses.Length < options.MaxEpochs, "patience did not stop it: nothing is tested");
        var x = randn(20, 3, dtype: float64, generator: new Generator(2, CPU));
        Assert.Equal(flow.Transform((x - mean).mm(whitener)).U.Doubles(), fitted.Noise(x).Doubles());
    }

    [Fact]
    public void GivenASecondStage_WhenFitted_ThenItEqualsALoopWrittenOut()
    {
        using var scope = NewDisposeScope();
        var options = new SecondStageVaeOptions { Width = 12, Epochs = 9, BatchSize = 64, LearningRate = 0.02, KlWeight = 0.02, Seed = 5 };
        var fitted = SecondStageVae.Fit(Codes(), options);

        var z = Codes().to(float64);
        var mean = z.mean([0], keepdim: true);
        var scale = (z - mean).square().mean([0], keepdim: true).sqrt();
        var (train, validation) = Split(((z - mean) / scale).to(float32));
        using var random = RandomStream.Generator(Seed, RandomPurpose.Weights);
        var net = new SecondStageNet(3, options.Width, random);
        var report = Plain(
            net, train, validation, (batch, noise) => net.Loss(batch, options.KlWeight, noise),
            new AdamOptions(options.LearningRate, Epsilon: 1e-7), options.Epochs, options.BatchSize, 3, null);

        Assert.Equal(report.TrainLosses, fitted.Report.TrainLosses);
        Assert.Equal(report.ValidationLosses, fitted.Report.ValidationLosses);
        Assert.Equal(report.KeptEpoch, fitted.Report.KeptEpoch);
        using var noGradients = no_grad();
        Assert.Equal(net.Posterior(((z - mean) / scale).to(float32)).Mu.Floats(), fitted.Encode(z).Floats());
    }

    static (Tensor Train, Tensor Validation) Split(Tensor codes)
    {
        using var random = RandomStream.Generator(Seed, RandomPurpose.Order);
        var order = randperm(300, generator: random);
        return (codes.index_select(0, order.narrow(0, 30, 270)), codes.index_select(0, order.narrow(0, 0, 30)));
    }

    /// <summary>The loop as it was before there was one for all nets.</summary>
    static CodeFitReport Plain(
        Module module, Tensor train, Tensor validation, Func<Tensor, Generator, Tensor> loss, AdamOptions options, int epochs,
        int batchSize, int plateauPatience, int? stopPatience)
    {
        using var adam = new Adam(module, options);
        var (plateauBest, waited) = (double.PositiveInfinity, 0);
        List<double> validations = [], trainings = [];
        var best = Weights.Named(module).ToDictionary(w => w.Key, w => w.Value.detach().clone());
        if (stopPatience is not null)
            validations.Add(Validate());
        var (kept, lowest) = (0, stopPatience is null ? double.PositiveInfinity : validations[0]);
        var steps = (train.shape[0] + batchSize - 1) / batchSize;
        for (var epoch = 1; epoch <= epochs && (stopPatience is null || epoch - kept <= stopPatience); epoch++)
        {
            using var shuffle = RandomStream.Generator(Seed, RandomPurpose.Order, epoch);
            var order = randperm(train.shape[0], generator: shuffle);
            var total = zeros(1, dtype: float64);
            for (var i = 0L; i < steps; i++)
            {
                using var random = RandomStream.Generator(Seed, RandomPurpose.Step, (epoch - 1) * steps + i);
                var batch = train.index_select(0, order.narrow(0, i * batchSize, Math.Min(batchSize, train.shape[0] - i * batchSize)));
                adam.ZeroGrad();
                var value = loss(batch, random).mean();
                value.backward();
                adam.Step();
                total.add_(value.detach());
            }
            trainings.Add(total.item<double>() / steps);
            validations.Add(Validate());
            if (validations[^1] < plateauBest - 1e-4)
            {
                (plateauBest, waited) = (validations[^1], 0);
            }
            else if (++waited >= plateauPatience)
            {
                (adam.LearningRate, waited) = (adam.LearningRate * 0.5, 0);
            }
            if (stopPatience is not null && validations[^1] >= lowest)
                continue;
            (kept, lowest) = (epoch, validations[^1]);
            using var noGradients = no_grad();
            foreach (var (name, tensor) in Weights.Named(module))
                best[name].copy_(tensor);
        }
        Weights.Copy(module, best, "the kept epoch");
        return new CodeFitReport([.. trainings], [.. validations], kept, train.shape[0], validation.shape[0]);

        double Validate()
        {
            using var noGradients = no_grad();
            using var random = RandomStream.Generator(Seed, RandomPurpose.Validation);
            return loss(validation, random).to(float64).sum().item<double>() / validation.shape[0];
        }
    }
}
