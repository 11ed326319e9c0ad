using System.Runtime.Intrinsics.X86;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Torch;

/// <summary>
/// x Wᵀ + b as a convolution with kernels of one pixel: the rows of the larger of x and W are the pixels of sixteen images, those of the
/// other are the kernels. libtorch takes products from MKL, which leaves half of the vector unit of AMD's processors with AVX-512 unused;
/// oneDNN's convolutions use it (docs/performance.md).
/// </summary>
static class ConvolutionProduct
{
    const long Images = 16; // with fewer images libtorch does not ask oneDNN on one thread, if kernels have one pixel
    const long FewestRows = 4 * Images; // below, and for smaller weights, products are too short to win
    const long FewestNumbers = 1 << 16; // of a weight
    const long FewestProducts = 1 << 23; // of two numbers, for each thread

    static readonly bool Gains = Avx512F.IsSupported && OneDnnCaches.IsAmd();

    /// <summary>Whether it is faster here than the plain product.</summary>
    /// <param name="input">(N, in).</param>
    /// <param name="weight">(out, in).</param>
    public static bool Gainful(Tensor input, Tensor weight)
    {
        if (!Gains || OneDnnCaches.IsOff || Autocast.IsOn || input.device_type != DeviceType.CPU || input.dtype != ScalarType.Float32)
            return false;
        var (rows, numbers) = (input.shape[0], weight.numel());
        return numbers >= FewestNumbers && rows >= FewestRows && rows % Images == 0 && Math.Max(rows, weight.shape[0]) % Images == 0 &&
            rows * numbers >= FewestProducts * get_num_threads();
    }

    /// <summary>The product, (N, out).</summary>
    /// <param name="input">(N, in).</param>
    /// <param name="weight">(out, in); the greater of N and out is a multiple of 16.</param>
    /// <param name="bias">(out).</param>
    public static Tensor Of(Tensor input, Tensor weight, Tensor bias) => input.shape[0] > weight.shape[0]
        ? Product(input, weight, bias)
        : Product(weight, input).t().contiguous().add_(bias); // rows again: what follows is faster on them

    // (n, in) times (m, in) gives (n, m). The rows of the images stay where they are in memory; those of the kernels are copied.
    static Tensor Product(Tensor images, Tensor kernels, Tensor? bias = null)
    {
        var (rows, inputs, outputs) = (images.shape[0], images.shape[1], kernels.shape[0]);
        var pixels = images.reshape(Images, rows / Images, 1, inputs).permute(0, 3, 1, 2); // channels innermost: no copy
        return nn.functional.conv2d(pixels, kernels.reshape(outputs, inputs, 1, 1), bias)
            .permute(0, 2, 3, 1).reshape(rows, outputs);
    }
}
