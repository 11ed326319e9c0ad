using static TorchSharp.torch;

namespace Reining.Torch;

/// <summary>Weight initialization as in the author's code (Keras defaults).</summary>
static class Initialization
{
    /// <summary>Glorot uniform: U(−a, a), a = √(6 / (fanIn + fanOut)).</summary>
    public static Tensor GlorotUniform(long[] shape, long fanIn, long fanOut, Generator generator)
    {
        var limit = Math.Sqrt(6.0 / (fanIn + fanOut));
        return rand(shape, generator: generator).mul_(2 * limit).sub_(limit);
    }
}
