using Reining.Torch;
using Reining.Worlds;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Reining.Chapters.PixelConditioning;

/// <summary>
/// Reads a head's standardized parameters off a photo: four convolutions with group normalization, a hidden layer of 192 features
/// (gif-conditional.md §6.6).
/// </summary>
public sealed class HeadRegressor : Module
{
    const int Groups = 8;
    const double Slope = 0.1;
    static readonly int[] Widths = [16, 32, 48, 64];

    readonly int _side;
    readonly List<(Torch.Conv2d Conv, Parameter Scale, Parameter Shift)> _layers = [];
    readonly Torch.Linear _hidden, _output;

    /// <summary>Makes a regressor.</summary>
    /// <param name="side">Pixels of a side, which 8 divides.</param>
    /// <param name="random">Random numbers for the weights.</param>
    /// <param name="parameters">How many numbers a face is made from.</param>
    public HeadRegressor(int side, Generator random, int parameters = HeadParameters.Count) : base(nameof(HeadRegressor))
    {
        _side = side;
        var channels = 3;
        foreach (var (width, i) in Widths.Select((w, i) => (w, i)))
        {
            _layers.Add((Add($"conv{i}", new Torch.Conv2d(channels, width, 3, 1, random)), AddParameter($"scale{i}", ones(width)),
                AddParameter($"shift{i}", zeros(width))));
            channels = width;
        }
        _hidden = Add("hidden", new Torch.Linear(channels * (side / 8) * (side / 8), Features, random));
        _output = Add("output", new Torch.Linear(Features, parameters, random));
    }

    /// <summary>Features before the last layer.</summary>
    public const int Features = 192;

    /// <inheritdoc/>
    protected override void CheckInput(Tensor input) => Shape.Expect(input, nameof(HeadRegressor), -1, 3, _side, _side);

    /// <summary>Photos (N, 3, S, S) in [−1, 1] to standardized parameters (N, c).</summary>
    protected override Tensor Compute(Tensor input) => _output.forward(Hidden(input));

    /// <summary>Photos (N, 3, S, S) in [−1, 1] to features (N, 192).</summary>
    public Tensor Hidden(Tensor input)
    {
        CheckInput(input);
        var x = Layout.ChannelsLast(input);
        foreach (var ((conv, scale, shift), i) in _layers.Select((l, i) => (l, i)))
        {
            x = F.leaky_relu(F.group_norm(conv.forward(x), Groups, scale, shift), Slope);
            if (i < Widths.Length - 1)
                x = F.avg_pool2d(x, 2); // (N, C, H/2, W/2)
        }
        return F.leaky_relu(_hidden.forward(x.flatten(1)), Slope);
    }
}
