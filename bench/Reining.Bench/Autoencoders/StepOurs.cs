using Reining.Data;
using Reining.Models;
using Reining.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Bench.Autoencoders;

/// <summary>The step as the library's training loop does it.</summary>
sealed class StepOurs(BenchInput input, Autoencoder model) : IWorkload
{
    readonly LabeledImages _images = AutoencoderCases.Images(input);
    Adam? _adam;
    long _step;

    public string Engine { get; } = Engines.Ours;

    public double Run(int steps)
    {
        _adam ??= new Adam(model, new AdamOptions(input.Number("learning_rate")));
        var loss = double.NaN;
        for (var i = 0; i < steps; i++)
        {
            using var scope = NewDisposeScope();
            var terms = TrainingStep.Take(model, _adam, _images, Indices(), Engines.Seed, _step++, input.Compute);
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
