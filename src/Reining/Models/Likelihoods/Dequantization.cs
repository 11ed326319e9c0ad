using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Models;

/// <summary>
/// Uniform dequantization (Theis, van den Oord, Bethge, "A note on the evaluation of generative models", ICLR 2016): images of 256
/// levels become real-valued, so that a density can be compared with probabilities.
/// </summary>
/// <remarks>
/// A level k/255 becomes (k + u)/256, u ~ U[0, 1). Then log P(x) ≥ E_u log p((k + u)/256) − D·log 256 for the probability P that a density
/// p gives the levels; without it a density at discrete points may grow without bound and says nothing in bits.
/// </remarks>
public static class Dequantization
{
    /// <summary>Nats that a density over [0, 1]^D owes for each pixel and channel, log 256.</summary>
    public static readonly double NatsPerValue = Math.Log(256);

    /// <summary>Images with the noise of one level, in [0, 1).</summary>
    /// <param name="images">Multiples of 1/255 in [0, 1], any shape.</param>
    /// <param name="random">Of the noise.</param>
    public static Tensor Apply(Tensor images, Generator random) =>
        ((images * 255).round() + Devices.Uniform(images, random)) / 256;
}
