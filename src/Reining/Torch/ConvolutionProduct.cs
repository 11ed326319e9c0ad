using System.Runtime.Intrinsics.X86;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Torch;

/// <summary>
/// x Wᵀ + b as a convolution with kernels of one pixel: the rows of x are the pixels of sixteen images. libtorch takes products from MKL,
/// which leaves half of the vector unit of AMD's processors with AVX-512 unused; oneDNN's convolutions use it (docs/performance.md).
/// </summary>
static class ConvolutionProduct
{
    const long Images = 16; // with fewer images libtorch does not ask oneDNN on one thread, if kernels have one pixel
    const long FewestRows = 8 * Images; // with fewer pixels in an image oneDNN's blocks are empty
    const long FewestNumbers = 1 << 16; // of a weight

    static readonly bool Gains = Avx512F.IsSupported && OneDnnCaches.IsAmd();

    /// <summary>Whether it is faster here than the plain product.</summary>
    /// <param name="input">(N, in).</param>
    /// <param name="weight">(out, in).</param>
    public static bool Gainful(Tensor input, Tensor weight) =>
        Gains && !OneDnnCaches.IsOff && !Autocast.IsOn && input.device_type == DeviceType.CPU && input.dtype == ScalarType.Float32 &&
        weight.numel() >= FewestNumbers && input.shape[0] >= FewestRows && input.shape[0] % Images == 0;

    /// <summary>The product, (N, out).</summary>
    /// <param name="input">(N, in), N a multiple of 16.</param>
    /// <param name="weight">(out, in).</param>
    /// <param name="bias">(out).</param>
    public static Tensor Of(Tensor input, Tensor weight, Tensor bias)
    {
        var (rows, inputs, outputs) = (input.shape[0], input.shape[1], weight.shape[0]);
        var pixels = input.reshape(Images, rows / Images, 1, inputs).permute(0, 3, 1, 2); // channels innermost: no copy
        return nn.functional.conv2d(pixels, weight.view(outputs, inputs, 1, 1), bias)
            .permute(0, 2, 3, 1).reshape(rows, outputs);
    }
}
