using Reining.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Bench.RaeStep;

/// <summary>The step in plain TorchSharp: its layers, its Adam, a scope around each step.</summary>
sealed class RaeStepPlain : IWorkload
{
    readonly PlainAutoencoder _model;
    readonly optim.Optimizer _optimizer;
    readonly Tensor _images; // (M, 1, 28, 28) bytes
    readonly double _latentWeight;
    readonly int _batch;
    int _count;

    public RaeStepPlain(BenchInput input)
    {
        _model = new PlainAutoencoder(input.Int("width"), input.Int("latent"));
        using (var scope = NewDisposeScope())
            _model.load_state_dict(input.Tensors(without: "images"));
        _model.train();
        _optimizer = optim.Adam(_model.parameters(), input.Number("learning_rate"));
        _images = input.Array("images").ToTensor();
        (_latentWeight, _batch) = (input.Number("latent_weight"), input.Int("batch"));
    }

    public string Engine { get; } = $"plain {TorchRuntime.Info.ToString().Split(',')[0]} (libtorch {TorchRuntime.Info.LibTorch})";

    public double Run(int steps)
    {
        var value = double.NaN;
        for (var i = 0; i < steps; i++)
        {
            using var scope = NewDisposeScope();
            var loss = Step();
            if (i == steps - 1)
                value = loss.ToDouble();
        }
        return value;
    }

    Tensor Step()
    {
        var start = (long)_count++ * _batch % _images.shape[0];
        using var indices = arange(start, start + _batch);
        var x = nn.functional.pad(_images.index_select(0, indices).to(ScalarType.Float32) / 255, [2, 2, 2, 2]); // (B, 1, 32, 32)
        var (codes, reconstruction) = _model.forward(x);
        var loss = (x - reconstruction).square().sum() / _batch + codes.square().sum() * (0.5 * _latentWeight / _batch);
        _optimizer.zero_grad();
        loss.backward();
        _optimizer.step();
        return loss;
    }
}
