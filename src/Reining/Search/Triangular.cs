using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Search;

/// <summary>Triangular systems, which TorchSharp does not wrap.</summary>
static class Triangular
{
    /// <summary>X of L X = B, or of Lᵀ X = B.</summary>
    /// <param name="factor">Lower triangular L (n, n).</param>
    /// <param name="right">B (n, m).</param>
    /// <param name="transposed">Solve with Lᵀ.</param>
    public static Tensor Solve(Tensor factor, Tensor right, bool transposed = false)
    {
        Shape.Expect(right, nameof(Solve), factor.shape[0], -1);
        return LibTorch.CallTensor("aten::linalg_solve_triangular", "", transposed ? factor.t() : factor, right, transposed, true, false);
    }
}
