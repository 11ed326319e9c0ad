using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Models;

/// <summary>
/// Unpadded convolutions along the sequence (for expressions three, filters and kernels 2, 3, 4), each with ReLU and then, for
/// expressions, batch normalization, and a linear layer with ReLU (rae.md §8). Input: one-hot sequences (N, T, R); output: features
/// (N, <see cref="SequenceNetOptions.DenseSize"/>).
/// </summary>
public sealed class GrammarEncoder : Module
{
    readonly SequenceNetOptions _options;
    readonly Conv1d[] _conv;
    readonly BatchNorm2d[] _norm; // none, or one a convolution
    readonly Linear _dense;

    /// <summary>Makes the encoder.</summary>
    /// <param name="options">Sizes.</param>
    /// <param name="generator">Random numbers for the weights.</param>
    public GrammarEncoder(SequenceNetOptions options, Generator generator) : base(nameof(GrammarEncoder))
    {
        _options = options;
        var channels = options.Symbols;
        var length = options.Length;
        var layers = options.Convolutions;
        (_conv, _norm) = (new Conv1d[layers.Count], new BatchNorm2d[options.NormalizedConvolutions ? layers.Count : 0]);
        for (var i = 0; i < layers.Count; i++)
        {
            var (filters, kernel) = layers[i];
            _conv[i] = Add($"conv{i + 1}", new Conv1d(channels, filters, kernel, generator));
            if (_norm.Length > 0)
                _norm[i] = Add($"bn{i + 1}", new BatchNorm2d(filters, options.NormMomentum));
            (channels, length) = (filters, length - kernel + 1);
        }
        if (length < 1)
            throw new ArgumentException(
                $"GrammarEncoder: expected sequences longer than its kernels, got {options.Length} steps; make them longer.");
        _dense = Add("dense", new Linear(channels * length, options.DenseSize, generator));
    }

    /// <inheritdoc/>
    protected override void CheckInput(Tensor input) => Shape.Expect(input, nameof(GrammarEncoder), -1, _options.Length, _options.Symbols);

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        var h = input.transpose(1, 2); // (N, R, T)
        for (var i = 0; i < _conv.Length; i++)
        {
            h = nn.functional.relu(_conv[i].forward(h)); // (N, filters, L)
            if (_norm.Length > 0)
                h = _norm[i].forward(h.unsqueeze(3)).squeeze(3);
        }
        return nn.functional.relu(_dense.forward(h.flatten(1))); // (N, dense)
    }
}
