namespace Reining.Models;

/// <summary>Which derivative the gradient penalty takes: the thesis, the author's code and a popular library differ.</summary>
public enum GradientPenaltyForm
{
    /// <summary>
    /// The thesis: ‖∂D(z)/∂z‖²_F, the squared Frobenius norm of the decoder's Jacobian at z = E(x), by its unbiased one-probe
    /// estimate ‖Jᵀv‖² with v = ±1 per pixel.
    /// </summary>
    Jacobian,

    /// <summary>The author's code: ‖∂ Σ x̂² / ∂z‖², one product with the squared output.</summary>
    SquaredOutput,
}
