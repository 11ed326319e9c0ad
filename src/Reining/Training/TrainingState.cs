using static TorchSharp.torch;

namespace Reining.Training;

/// <summary>
/// Named tensors and numbers that phases read and write and that go on with the run: stored codes, adaptive strengths, running means.
/// </summary>
public sealed class TrainingState : IDisposable
{
    readonly Dictionary<string, Tensor> _tensors = [];

    /// <summary>Numbers by name; a plan lists all of them before it runs.</summary>
    public IDictionary<string, double> Numbers { get; } = new SortedDictionary<string, double>(StringComparer.Ordinal);

    /// <summary>The tensors by name.</summary>
    public IReadOnlyDictionary<string, Tensor> Tensors => _tensors;

    /// <summary>Adds a tensor, which belongs to the state from now on.</summary>
    /// <exception cref="ArgumentException">There is one of that name.</exception>
    public Tensor Add(string name, Tensor value)
    {
        if (!_tensors.TryAdd(name, value.DetachFromDisposeScope()))
            throw new ArgumentException($"TrainingState: expected a new name, got '{name}' again.");
        return value;
    }

    /// <summary>A tensor; setting it copies values into it, without gradient.</summary>
    /// <exception cref="KeyNotFoundException">There is none of that name; add it before the run.</exception>
    public Tensor this[string name]
    {
        get => _tensors.TryGetValue(name, out var tensor) ? tensor
            : throw new KeyNotFoundException(
                $"TrainingState: expected one of {string.Join(", ", _tensors.Keys)}, got '{name}'; add it before the run.");
        set
        {
            using var noGrad = no_grad();
            this[name].copy_(value);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in _tensors.Values)
            tensor.Dispose();
    }
}
