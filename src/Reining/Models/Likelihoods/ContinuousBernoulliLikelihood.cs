using static TorchSharp.torch;

namespace Reining.Models;

/// <summary>
/// Continuous Bernoulli, a density on [0, 1] (Loaiza-Ganem and Cunningham, NeurIPS 2019). With η the decoder's output and
/// λ = sigmoid(η) it is λˣ(1 − λ)¹⁻ˣ·C(λ), that is, e^{ηx}/Z with Z = (e^η − 1)/η.
/// </summary>
/// <remarks>
/// In terms of η the normalizer needs no λ near 1/2: log Z = η/2 + g(η/2) with g(a) = log(sinh a / a), even in a, taken as
/// |a| + log(1 − e^{−2|a|}) − log 2|a| or, near a = 0 (λ = 1/2), as its Taylor series.
/// </remarks>
public sealed record ContinuousBernoulliLikelihood : Likelihood
{
    const double Near = 0.1;

    /// <inheritdoc/>
    public override string Name => "continuous Bernoulli";

    /// <inheritdoc/>
    public override LikelihoodSupport Support => LikelihoodSupport.Density;

    /// <inheritdoc/>
    public override Tensor NegativeLog(Tensor images, Tensor parameters) => PerImage(LogNormalizer(parameters) - parameters * images);

    /// <summary>log ∫₀¹ e^{ηx} dx.</summary>
    public static Tensor LogNormalizer(Tensor eta)
    {
        var half = eta / 2;
        var a = half.abs();
        // Where the other branch is taken its input is replaced: the gradient of a branch not taken must be finite too.
        var far = where(a < Near, full_like(a, 1), a);
        var near = where(a < Near, half, zeros_like(half));
        var squared = near.square();
        var series = squared * (1.0 / 6 - squared * (1.0 / 180 - squared * (1.0 / 2835 - squared / 37800)));
        return half + where(a < Near, series, far + (-(-2 * far).exp()).log1p() - (2 * far).log());
    }

    /// <summary>1/(1 − e^{−η}) − 1/η: much grayer than λ.</summary>
    public override Tensor Mean(Tensor parameters)
    {
        var near = parameters.abs() < 2 * Near;
        var eta = where(near, ones_like(parameters), parameters);
        var small = where(near, parameters, zeros_like(parameters));
        var squared = small.square();
        var series = 0.5 + small * (1.0 / 12 - squared * (1.0 / 720 - squared * (1.0 / 30240 - squared / 1209600)));
        return where(near, series, -1 / (-eta).expm1() - 1 / eta);
    }

    /// <inheritdoc/>
    public override Tensor Sample(Tensor parameters, Generator random)
    {
        // Inverse distribution function for η > 0, mirrored for η < 0; below the bound the density is flat to rounding.
        var a = parameters.abs().clamp_min(1e-4);
        var u = Uniform(parameters, random);
        var x = 1 + (u + (1 - u) * (-a).exp()).log() / a;
        return where(parameters > 0, x, 1 - x).clamp(0, 1);
    }
}
