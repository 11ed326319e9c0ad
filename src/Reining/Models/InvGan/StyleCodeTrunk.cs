using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Models;

/// <summary>The trunk of StyleGAN2's discriminator as an InvGAN's: images (N, 3, S, S) in [0, 1] to features (N, h).</summary>
sealed class StyleCodeTrunk : Module
{
    readonly StyleTrunk _net;

    /// <summary>Makes the net.</summary>
    /// <param name="options">Sizes.</param>
    /// <param name="random">Random numbers for the initial weights.</param>
    public StyleCodeTrunk(StyleGanOptions options, Generator random) : base(nameof(StyleCodeTrunk)) =>
        _net = Add("net", new StyleTrunk(options, channels: 3, random));

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => _net.forward(2 * input - 1);
}
