using Reining.Numerics;
using Reining.Training;
using static TorchSharp.torch;

namespace Reining.Densities;

/// <summary>A masked autoregressive flow fitted to codes: exact densities and samples, and no number of components to choose.</summary>
/// <remarks>
/// Papamakarios, Pavlakou, Murray (2017), in double. One better than the thesis, whose densities are Gaussians and their mixtures.
/// <para>Why masked autoregressive and not coupling layers (RealNVP): each layer conditions every dimension on all before it instead of
/// half on the other half, so few layers do; its price, sampling one dimension after another, is small for codes of 16 to 128
/// dimensions.</para>
/// <para>Codes are whitened by their mean and covariance, and the layers start as the identity: before training the flow <b>is</b> the
/// fitted Gaussian, and since the weights with the best held-out likelihood are kept, it never ends below that Gaussian on the held-out
/// codes.</para>
/// </remarks>
public sealed class NormalizingFlow : IDensity
{
    const long Piece = 2000;

    readonly double[] _mean;
    readonly double[][] _factor, _whitener;
    readonly double _logDeterminant;
    readonly MaskedAutoregressiveFlow _flow;

    NormalizingFlow(GaussianParameters gaussian, MaskedAutoregressiveFlow flow, CodeFitReport report)
    {
        using var scope = NewDisposeScope();
        var factor = Factor(gaussian);
        (_mean, _factor, _flow, Report) = (gaussian.Mean, Gaussians.Rows(factor), flow, report);
        _whitener = Gaussians.Rows(Gaussians.Whitener(factor));
        _logDeterminant = -factor.diagonal().log().sum().item<double>();
    }

    /// <inheritdoc/>
    public string Name => "flow";

    /// <inheritdoc/>
    public long Dimensions => _mean.Length;

    /// <summary>How the fit went; losses are negative log-likelihoods of whitened codes, in nats per code.</summary>
    public CodeFitReport Report { get; }

    /// <summary>Fits by maximum likelihood with early stopping.</summary>
    /// <param name="codes">(N, d), floating, finite, N ≥ 3; more than d + 1 of them unless there is a ridge.</param>
    /// <param name="options">Defaults: <see cref="NormalizingFlowOptions"/>.</param>
    /// <param name="cancellation">Stops between steps. In a notebook the cell's interrupt does so without it.</param>
    /// <exception cref="ArgumentException">Wrong shape, codes that are not finite, too few codes,
    /// or a singular covariance without ridge.</exception>
    /// <exception cref="ArithmeticException">The loss became infinite or NaN.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static NormalizingFlow Fit(Tensor codes, NormalizingFlowOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new NormalizingFlowOptions();
        using var scope = NewDisposeScope();
        var z = Gaussians.Codes(codes, "NormalizingFlow.Fit");
        var training = new CodeTraining(
            nameof(NormalizingFlow), options.MaxEpochs, options.BatchSize, options.ValidationShare,
            new AdamOptions(options.LearningRate), Math.Max(1, options.Patience / 3), options.Patience, options.Seed);
        var (train, validation) = training.Split(z);
        var gaussian = FullGaussian.Fit(train, ridge: options.Ridge).Parameters;
        var (mean, whitener) = (Gaussians.Row(gaussian.Mean), Gaussians.Whitener(Factor(gaussian)));
        using var random = RandomStream.Generator(options.Seed, RandomPurpose.Weights);
        var flow = new MaskedAutoregressiveFlow(z.shape[1], options.Layers, options.Hidden, random);
        var report =
            training.Run(flow, (train - mean).mm(whitener), (validation - mean).mm(whitener), (x, _) => -flow.forward(x), cancellation);
        return new NormalizingFlow(gaussian, flow, report);
    }

    /// <inheritdoc/>
    public Tensor Sample(long count, int seed)
    {
        using var scope = NewDisposeScope();
        using var generator = Gaussians.SeededGenerator(count, seed, "NormalizingFlow.Sample");
        return Codes(Gaussians.Noise(count, Dimensions, generator)).to(float32).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor LogProbability(Tensor z)
    {
        using var scope = NewDisposeScope();
        var x = Whitened(Gaussians.Codes(z, "NormalizingFlow.LogProbability", Dimensions));
        return MiniBatches.Map(x, _flow.forward, Piece).add_(_logDeterminant).MoveToOuterDisposeScope(); // (N,)
    }

    /// <summary>The noise that each code is made of: N(0, I) if the flow is the codes' density.</summary>
    /// <param name="codes">(N, d).</param>
    /// <returns>(N, d), float64, on the CPU.</returns>
    /// <exception cref="ArgumentException">Another shape, or entries that are not finite.</exception>
    public Tensor Noise(Tensor codes)
    {
        using var scope = NewDisposeScope();
        var x = Whitened(Gaussians.Codes(codes, "NormalizingFlow.Noise", Dimensions));
        return MiniBatches.Map(x, piece => _flow.Transform(piece).U, Piece).MoveToOuterDisposeScope();
    }

    /// <summary>The codes that noise makes: the inverse of <see cref="Noise"/>.</summary>
    /// <param name="noise">(N, d).</param>
    /// <returns>(N, d), float64, on the CPU.</returns>
    /// <exception cref="ArgumentException">Another shape, or entries that are not finite.</exception>
    public Tensor Codes(Tensor noise)
    {
        using var scope = NewDisposeScope();
        var u = Gaussians.Codes(noise, "NormalizingFlow.Codes", Dimensions, "noise");
        var x = MiniBatches.Map(u, _flow.Invert, Piece);
        return Gaussians.Row(_mean).addmm(x, Gaussians.Matrix(_factor).t()).MoveToOuterDisposeScope();
    }

    Tensor Whitened(Tensor z) => (z - Gaussians.Row(_mean)).mm(Gaussians.Matrix(_whitener));

    // FullGaussian.Fit has refused a singular one
    static Tensor Factor(GaussianParameters gaussian) => Gaussians.Factor(Gaussians.Matrix(gaussian.Covariance))!;
}
