using static TorchSharp.torch;

namespace Reining.Models;

/// <summary>A training loss and what it is made of, in order.</summary>
public sealed class LossTerms
{
    /// <summary>A loss with its parts.</summary>
    /// <param name="total">Scalar to differentiate.</param>
    /// <param name="parts">What it is made of, weighted as in it; a part that is null is left out.</param>
    public LossTerms(Tensor total, params ReadOnlySpan<(string Name, Tensor? Value)> parts)
    {
        var there = new List<(string Name, Tensor Value)>();
        foreach (var (name, value) in parts)
        {
            if (value is not null)
                there.Add((name, value));
        }
        (Total, Parts) = (total, there);
    }

    /// <summary>Scalar to differentiate.</summary>
    public Tensor Total { get; }

    /// <summary>
    /// What it is made of, weighted as in the total: an autoencoder's <c>reconstruction</c>, <c>latent</c> and <c>regularizer</c>.
    /// </summary>
    public IReadOnlyList<(string Name, Tensor Value)> Parts { get; }

    /// <summary>A part by its name.</summary>
    /// <exception cref="KeyNotFoundException">The loss has no such part.</exception>
    public Tensor this[string name] => Parts.FirstOrDefault(p => p.Name == name).Value
        ?? throw new KeyNotFoundException(
            $"Loss: expected a part '{name}', got {(Parts.Count == 0 ? "none" : string.Join(", ", Parts.Select(p => p.Name)))}.");

    /// <summary>The sum of the parts, added in their order; a part that is null is left out.</summary>
    /// <exception cref="ArgumentException">All parts are null.</exception>
    public static LossTerms Sum(params ReadOnlySpan<(string Name, Tensor? Value)> parts)
    {
        var total = default(Tensor);
        foreach (var (_, value) in parts)
            total = total is null ? value : value is null ? total : total + value;
        return new LossTerms(total ?? throw new ArgumentException("LossTerms.Sum: expected at least one part, got none."), parts);
    }

    /// <summary>The total, as <c>loss</c>, then the parts.</summary>
    public IEnumerable<(string Name, Tensor Value)> Named() => Parts.Prepend(("loss", Total));
}
