using Reining.Models;
using Reining.Torch;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Reining.Chapters.Inversion;

/// <summary>
/// An encoder that is fitted to a finished GAN: a trunk like the discriminator's with a code head, from images to codes; or two layers from
/// the features of the discriminator to codes.
/// </summary>
public sealed class PostHocEncoder : Module
{
    readonly Module _first;
    readonly Linear _code;
    readonly bool _onFeatures;

    /// <summary>Makes the net.</summary>
    /// <param name="options">Sizes of the GAN.</param>
    /// <param name="onFeatures">Whether it takes features (N, h) instead of images (N, C, S, S).</param>
    /// <param name="generator">Random numbers for the initial weights.</param>
    public PostHocEncoder(InvGanOptions options, bool onFeatures, Generator generator) : base(nameof(PostHocEncoder))
    {
        ArgumentNullException.ThrowIfNull(options);
        _onFeatures = onFeatures;
        _first = onFeatures
            ? Add("hidden", new Linear(options.Features, options.Features, generator))
            : Add("trunk", InvGan.Trunk(options, generator));
        _code = Add("code", new Linear(options.Features, options.CodeSize, generator));
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        var features = _first.forward(input); // (N, h)
        return _code.forward(_onFeatures ? F.leaky_relu(features, 0.2) : features); // (N, d)
    }
}
