using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Models;

/// <summary>Codes (N, d) to images (N, C, S, S) in (0, 1): two hidden layers of 200 and 400 units with ReLU, a sigmoid at the end
/// (fact sheet robust-gmvae.md §8.1).</summary>
public sealed class DenseDecoder : Module
{
    const long First = 200, Second = 400;

    readonly StridedNetOptions _images;
    readonly Linear _first, _second, _last;

    /// <summary>Makes the net.</summary>
    /// <param name="codes">d.</param>
    /// <param name="images">Sizes of the images.</param>
    /// <param name="generator">Random numbers for the initial weights.</param>
    public DenseDecoder(long codes, StridedNetOptions images, Generator generator) : base(nameof(DenseDecoder))
    {
        ArgumentNullException.ThrowIfNull(images);
        (_images, Codes) = (images, Options.Positive(codes, nameof(codes)));
        _first = Add("hidden1", new Linear(codes, First, generator));
        _second = Add("hidden2", new Linear(First, Second, generator));
        _last = Add("pixels", new Linear(Second, images.Pixels, generator));
    }

    /// <summary>Length of a code.</summary>
    public long Codes { get; }

    /// <inheritdoc/>
    protected override void CheckInput(Tensor input) => Shape.Expect(input, nameof(DenseDecoder), -1, Codes);

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        var x = nn.functional.relu(_second.forward(nn.functional.relu(_first.forward(input)))); // (N, 400)
        return _last.forward(x).sigmoid().view(-1, _images.Channels, _images.Side, _images.Side);
    }
}
