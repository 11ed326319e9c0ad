using static TorchSharp.torch;

namespace Reining.Torch;

/// <summary>
/// Spectral normalization: a weight divided by its largest singular value, by power iteration (Miyato et al. 2018, algorithm 1).
/// </summary>
/// <remarks>
/// One iteration per training forward, none in evaluation. The weight is seen as a matrix (outputs, everything else), as in PyTorch.
/// Input and output are the weight. The vectors are held fixed in the gradient, which is then exact at convergence.
/// </remarks>
public sealed class SpectralNorm : Module
{
    readonly int _outputDimension;
    readonly Tensor _u, _v;

    /// <summary>Makes the normalization of a weight that another module owns.</summary>
    /// <param name="weight">The weight's first values, of two or more dimensions.</param>
    /// <param name="outputDimension">Which dimension is the output: 0 for linear and convolution, 1 for transposed convolution.</param>
    /// <param name="generator">Random numbers for the first vectors.</param>
    /// <param name="startIterations">Iterations on construction, so that the first forward is already near.</param>
    public SpectralNorm(Tensor weight, int outputDimension, Generator generator, int startIterations = 15) : base(nameof(SpectralNorm))
    {
        _outputDimension = outputDimension;
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var matrix = Matrix(weight);
        _u = AddBuffer("u", nn.functional.normalize(randn(matrix.shape[0], generator: generator), dim: 0)); // (out)
        _v = AddBuffer("v", nn.functional.normalize(randn(matrix.shape[1], generator: generator), dim: 0)); // (rest)
        for (var i = 0; i < startIterations; i++)
            Iterate(matrix);
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => Autocast.Without(() => Normalized(input));

    Tensor Normalized(Tensor input)
    {
        var matrix = Matrix(input);
        if (training)
        {
            using var noGrad = no_grad();
            Iterate(matrix);
        }
        // Copies, because the vectors change in place before the next backward can run.
        var sigma = _u.clone().dot(matrix.mv(_v.clone()));
        return input.div(sigma);
    }

    Tensor Matrix(Tensor weight) => (_outputDimension == 0 ? weight : weight.transpose(0, _outputDimension)).flatten(1); // (out, rest)

    void Iterate(Tensor matrix)
    {
        _v.copy_(nn.functional.normalize(matrix.t().mv(_u), dim: 0));
        _u.copy_(nn.functional.normalize(matrix.mv(_v), dim: 0));
    }
}
