using static TorchSharp.torch;

namespace Reining.Models;

/// <summary>Parameters (N, 2C, S, S) of the likelihoods with a learned scale: C raw locations, then C raw log scales.</summary>
static class ScaleChannels
{
    /// <summary>Decoder channels: the scale of <see cref="LearnedScale.Shared"/> is none of them.</summary>
    public static int Of(LearnedScale scale, int imageChannels) => scale == LearnedScale.PerPixel ? 2 * imageChannels : imageChannels;

    /// <summary>The raw locations, (N, C, S, S).</summary>
    public static Tensor Location(Tensor parameters) => parameters.narrow(1, 0, parameters.shape[1] / 2);

    /// <summary>
    /// log s, (N, C, S, S), of s = least + start·e^raw. Without a floor a density is unbounded where pixels are always black.
    /// </summary>
    public static Tensor LogScale(Tensor parameters, double start, double least)
    {
        var raw = parameters.narrow(1, parameters.shape[1] / 2, parameters.shape[1] / 2); // (N, C, S, S)
        return Math.Log(least) + Softplus(raw + Math.Log(start / least));
    }

    /// <summary>log(1 + eˣ), to rounding; libtorch's softplus is the identity above 20.</summary>
    public static Tensor Softplus(Tensor x) => -nn.functional.logsigmoid(-x);
}
