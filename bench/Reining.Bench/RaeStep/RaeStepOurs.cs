using Reining.Data;
using Reining.Models;
using Reining.Torch;
using Reining.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Bench.RaeStep;

/// <summary>The step as the library's training loop does it.</summary>
sealed class RaeStepOurs(BenchInput input) : IWorkload
{
    readonly RegularizedAutoencoder _model = RaeStepBench.Model(input);
    readonly LabeledImages _images = RaeStepBench.Images(input);
    Adam? _adam;
    long _step;

    public string Engine { get; } = $"Reining ({TorchRuntime.Info.ToString().Split(',')[0]}, libtorch {TorchRuntime.Info.LibTorch})";

    public double Run(int steps)
    {
        _adam ??= new Adam(_model, new AdamOptions(input.Number("learning_rate")));
        var loss = double.NaN;
        for (var i = 0; i < steps; i++)
        {
            using var scope = NewDisposeScope();
            var terms = TrainingStep.Take(_model, _adam, _images, Indices(), seed: 1, _step++);
            if (i == steps - 1)
                loss = terms.Total.ToDouble();
        }
        return loss;
    }

    int[] Indices()
    {
        var batch = input.Int("batch");
        return [.. Enumerable.Range((int)(_step * batch % _images.Count), batch)];
    }
}
