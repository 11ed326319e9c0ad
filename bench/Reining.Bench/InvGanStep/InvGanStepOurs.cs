using Reining.Bench.Autoencoders;
using Reining.Models;
using Reining.Torch;
using Reining.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Bench.InvGanStep;

/// <summary>The iteration as the library's training loop does it.</summary>
sealed class InvGanStepOurs : IWorkload
{
    readonly PlanSteps<InvGanBatch> _steps;
    long _step;

    public InvGanStepOurs(BenchInput input, InvGanTraining training)
    {
        using var random = RandomStream.Generator(0, RandomPurpose.Weights);
        Model = new InvGan(input.Flag("convolutional") ? InvGanOptions.ConvS : new(), random);
        var batch = input.Int("batch");
        using (NewDisposeScope())
        {
            var arrays = input.Arrays.ToDictionary(a => a.Name, a => a.ToTensor());
            Weights.Copy(Model, Weights.Named(Model).ToDictionary(w => w.Key, w => arrays[w.Key]), "the benchmark");
        }
        if (input.Compute.Device.type != DeviceType.CPU)
            Model.to(input.Compute.Device);
        var images = AutoencoderCases.Images(input);
        var state = new TrainingState();
        var trainer = new InvGanTrainer(images, training with { BatchSize = batch }) { Compute = input.Compute };
        Plan = trainer.Plan(Model, state) with
        {
            Batch = (step, random) => trainer.Batch(Model, [.. Enumerable.Range((int)(step * batch % images.Count), batch)], random),
        };
        using (var codes = input.Array("codes").ToTensor())
            state[InvGanTrainer.CodesKey] = codes;
        _steps = new(Plan);
    }

    public string Engine { get; } = Engines.Ours;

    public InvGan Model { get; }

    public TrainingPlan<InvGanBatch> Plan { get; }

    public double Run(int steps)
    {
        var value = double.NaN;
        for (var i = 0; i < steps; i++)
        {
            using var scope = NewDisposeScope();
            var terms = _steps.Take(_step++).ToDictionary(t => t.Name, t => t.Value);
            if (i == steps - 1)
                value = (terms["discriminator.loss"] + terms["generator.loss"]).ToDouble();
        }
        return value;
    }
}
