using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Bench.Autoencoders;

/// <summary>The step in plain TorchSharp: its layers, its Adam, a scope around each step.</summary>
/// <param name="input">The piece of work.</param>
/// <param name="model">The net, with the case's weights.</param>
/// <param name="lossOf">Loss of a batch (B, 1, 32, 32) at a step.</param>
sealed class StepPlain(BenchInput input, nn.Module model, Func<Tensor, long, Tensor> lossOf) : IWorkload
{
    readonly Tensor _images = input.Array("images").ToTensor(); // (M, 1, 28, 28) bytes
    readonly int _batch = input.Int("batch");
    optim.Optimizer? _optimizer;
    long _count;

    public string Engine { get; } = Engines.Plain;

    public double Run(int steps)
    {
        _optimizer ??= optim.Adam(model.parameters(), input.Number("learning_rate"));
        var value = double.NaN;
        for (var i = 0; i < steps; i++)
        {
            using var scope = NewDisposeScope();
            var loss = Step(_optimizer);
            if (i == steps - 1)
                value = loss.ToDouble();
        }
        return value;
    }

    Tensor Step(optim.Optimizer optimizer)
    {
        var start = _count * _batch % _images.shape[0];
        using var indices = arange(start, start + _batch);
        var x = nn.functional.pad(_images.index_select(0, indices).to(ScalarType.Float32) / 255, [2, 2, 2, 2]); // (B, 1, 32, 32)
        var loss = lossOf(x.to(input.Compute.Device), _count++);
        optimizer.zero_grad();
        loss.backward();
        optimizer.step();
        return loss;
    }

    /// <summary>Fills a net with the case's weights and moves it to the case's device.</summary>
    public static T Load<T>(BenchInput input, T model) where T : nn.Module
    {
        using var scope = NewDisposeScope();
        var names = model.state_dict().Keys.ToHashSet();
        model.load_state_dict(input.Arrays.Where(a => names.Contains(a.Name)).ToDictionary(a => a.Name, a => a.ToTensor()));
        model.train();
        return (T)model.to(input.Compute.Device);
    }
}
