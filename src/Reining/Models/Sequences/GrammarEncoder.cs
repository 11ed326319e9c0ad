using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Models;

/// <summary>
/// Three unpadded convolutions along the sequence (filters and kernels 2, 3, 4), each with ReLU and then batch normalization, and a linear
/// layer with ReLU (rae.md §8). Input: one-hot sequences (N, T, R); output: features (N, <see cref="SequenceNetOptions.DenseSize"/>).
/// </summary>
public sealed class GrammarEncoder : Module
{
    static readonly int[] FiltersAndKernels = [2, 3, 4];
    readonly SequenceNetOptions _options;
    readonly Conv1d[] _conv;
    readonly BatchNorm2d[] _norm;
    readonly Linear _dense;

    /// <summary>Makes the encoder.</summary>
    /// <param name="options">Sizes.</param>
    /// <param name="generator">Random numbers for the weights.</param>
    public GrammarEncoder(SequenceNetOptions options, Generator generator) : base(nameof(GrammarEncoder))
    {
        _options = options;
        var channels = options.Symbols;
        var length = options.Length;
        (_conv, _norm) = (new Conv1d[FiltersAndKernels.Length], new BatchNorm2d[FiltersAndKernels.Length]);
        for (var i = 0; i < FiltersAndKernels.Length; i++)
        {
            var n = FiltersAndKernels[i];
            _conv[i] = Add($"conv{i + 1}", new Conv1d(channels, n, n, generator));
            _norm[i] = Add($"bn{i + 1}", new BatchNorm2d(n, options.NormMomentum));
            (channels, length) = (n, length - n + 1);
        }
        _dense = Add("dense", new Linear(channels * length, options.DenseSize, generator));
    }

    /// <inheritdoc/>
    protected override void CheckInput(Tensor input) => Shape.Expect(input, nameof(GrammarEncoder), -1, _options.Length, _options.Symbols);

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        var h = input.transpose(1, 2); // (N, R, T)
        for (var i = 0; i < _conv.Length; i++)
            h = _norm[i].forward(nn.functional.relu(_conv[i].forward(h)).unsqueeze(3)).squeeze(3); // (N, filters, L)
        return nn.functional.relu(_dense.forward(h.flatten(1))); // (N, dense)
    }
}
