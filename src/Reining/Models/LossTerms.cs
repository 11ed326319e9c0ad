using static TorchSharp.torch;

namespace Reining.Models;

/// <summary>A training loss and what it is made of.</summary>
/// <param name="Total">Scalar to differentiate.</param>
/// <param name="Reconstruction">Reconstruction term, weighted as in the total.</param>
/// <param name="Latent">Term on the codes (b·½‖z‖² or w·KL), weighted; null if the model has none.</param>
/// <param name="Regularizer">Term on the decoder, weighted; null if the model has none.</param>
public sealed record LossTerms(Tensor Total, Tensor Reconstruction, Tensor? Latent = null, Tensor? Regularizer = null)
{
    /// <summary>The terms that are there, by name, the total first.</summary>
    public IEnumerable<(string Name, Tensor Value)> Named()
    {
        yield return ("loss", Total);
        yield return ("reconstruction", Reconstruction);
        if (Latent is not null)
            yield return ("latent", Latent);
        if (Regularizer is not null)
            yield return ("regularizer", Regularizer);
    }
}
