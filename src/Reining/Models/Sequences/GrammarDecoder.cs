using Reining.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;
using BatchNorm2d = Reining.Torch.BatchNorm2d;
using Linear = Reining.Torch.Linear;

namespace Reining.Models;

/// <summary>
/// Batch normalization, a linear layer d → d with ReLU, its output fed to three recurrent layers at each of T steps, and a linear layer at
/// each step (rae.md §8). Input: codes (N, d); output: logits (N, T, R), not masked. The original's recurrent layers, Keras 1's, have a
/// piecewise linear sigmoid and the reset gate before the recurrent product; here they are PyTorch's.
/// </summary>
public sealed class GrammarDecoder : Module
{
    const int Layers = 3;
    readonly SequenceNetOptions _options;
    readonly BatchNorm2d _norm;
    readonly Linear _dense, _output;
    readonly GatedRecurrentUnit[] _recurrent = new GatedRecurrentUnit[Layers];

    /// <summary>Makes the decoder.</summary>
    /// <param name="options">Sizes.</param>
    /// <param name="generator">Random numbers for the weights.</param>
    public GrammarDecoder(SequenceNetOptions options, Generator generator) : base(nameof(GrammarDecoder))
    {
        _options = options;
        _norm = Add("bn", new BatchNorm2d(options.LatentSize, options.NormMomentum));
        _dense = Add("dense", new Linear(options.LatentSize, options.LatentSize, generator));
        for (var i = 0; i < Layers; i++)
            _recurrent[i] = Add(
                $"gru{i + 1}",
                new GatedRecurrentUnit(i == 0 ? options.LatentSize : options.RecurrentSize, options.RecurrentSize, generator));
        _output = Add("output", new Linear(options.RecurrentSize, options.Symbols, generator));
    }

    /// <summary>Weights without biases and normalization.</summary>
    public IEnumerable<Parameter> Kernels =>
        [_dense.Weight, .. _recurrent.SelectMany(r => new[] { r.InputWeight, r.StateWeight }), _output.Weight];

    /// <inheritdoc/>
    protected override void CheckInput(Tensor input) => Shape.Expect(input, nameof(GrammarDecoder), -1, _options.LatentSize);

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        var normalized = _norm.forward(input.unsqueeze(2).unsqueeze(3)).flatten(1); // (N, d)
        var h = nn.functional.relu(_dense.forward(normalized)).unsqueeze(0); // (1, N, d): the same at each step
        foreach (var layer in _recurrent)
            h = layer.Unroll(h, _options.Length); // (T, N, hidden)
        return _output.forward(h.flatten(0, 1)).view(_options.Length, -1, _options.Symbols).transpose(0, 1); // (N, T, R)
    }
}
