using Reining.Attacks;
using static TorchSharp.torch;

namespace Reining.Chapters.RobustClassifier;

/// <summary>Shares of images that are accepted rightly, accepted wrongly, and rejected; they add up to 1.</summary>
/// <param name="Right">Accepted as their label.</param>
/// <param name="Wrong">Accepted as another class: what an attacker wants.</param>
/// <param name="Rejected">Not accepted.</param>
public readonly record struct Outcome(double Right, double Wrong, double Rejected)
{
    /// <summary>Counts decisions.</summary>
    /// <param name="decisions">(N,), a class or a negative number for rejected.</param>
    /// <param name="labels">(N,).</param>
    public static Outcome Of(Tensor decisions, Tensor labels)
    {
        using var scope = NewDisposeScope();
        double Share(Tensor truth) => truth.to(float64).mean().item<double>();
        return new(Share(decisions == labels), Share(new Untargeted(labels).Reached(decisions)), Share(decisions < 0));
    }

    /// <summary>Under a key, for a measurement.</summary>
    internal IEnumerable<KeyValuePair<string, double>> Numbers(string key) =>
        [new($"{key}.right", Right), new($"{key}.wrong", Wrong), new($"{key}.rejected", Rejected)];
}
