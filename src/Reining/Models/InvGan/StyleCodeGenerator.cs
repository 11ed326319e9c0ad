using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Models;

/// <summary>
/// StyleGAN2's generator as an InvGAN's: codes (N, d) are its styles, images (N, 3, S, S) come about [0, 1], not cut there.
/// </summary>
sealed class StyleCodeGenerator : Module
{
    readonly StyleGenerator _net;

    /// <summary>Makes the net.</summary>
    /// <param name="options">Sizes.</param>
    /// <param name="random">Random numbers for the initial weights.</param>
    public StyleCodeGenerator(StyleGanOptions options, Generator random) : base(nameof(StyleCodeGenerator)) =>
        _net = Add("synthesis", new StyleGenerator(options, random));

    /// <inheritdoc/>
    protected override void CheckInput(Tensor input) => Shape.Expect(input, nameof(StyleCodeGenerator), -1, _net.Options.StyleSize);

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => (_net.Synthesize(input) + 1) / 2;
}
