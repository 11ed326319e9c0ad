namespace Reining.Search;

/// <summary>Options of <see cref="SparseGaussianProcess"/>.</summary>
/// <param name="Inducing">Inducing points M, above 0; with at least as many as there are codes the process is exact.</param>
/// <param name="FitPoints">Codes on which kernel parameters are fitted by their exact marginal likelihood, above 0.</param>
/// <param name="FitSteps">Adam steps of that fit, at least 0.</param>
public sealed record GaussianProcessOptions(int Inducing = 500, int FitPoints = 500, int FitSteps = 50)
{
    /// <summary>Inducing points.</summary>
    public int Inducing { get; init => field = Options.Positive(value, nameof(Inducing)); } = Options.Positive(Inducing, nameof(Inducing));

    /// <summary>Codes on which kernel parameters are fitted.</summary>
    public int FitPoints
    {
        get;
        init => field = Options.Positive(value, nameof(FitPoints));
    } = Options.Positive(FitPoints, nameof(FitPoints));

    /// <summary>Steps of the fit.</summary>
    public int FitSteps
    {
        get;
        init => field = Options.NotNegative(value, nameof(FitSteps));
    } = Options.NotNegative(FitSteps, nameof(FitSteps));
}
