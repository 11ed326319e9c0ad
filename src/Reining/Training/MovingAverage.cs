using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Training;

/// <summary>Exponential moving average (EMA) of a model's parameters; buffers are copied as they are.</summary>
public sealed class MovingAverage : IDisposable
{
    readonly nn.Module _model;
    readonly Dictionary<string, Tensor> _average;
    readonly HashSet<string> _averaged;

    /// <summary>Share of the old average kept at each update, in [0, 1).</summary>
    public double Decay { get; }

    /// <summary>Starts from the model's present values.</summary>
    public MovingAverage(nn.Module model, double decay)
    {
        _model = model;
        Decay = Options.InRange(decay, 0, 1, nameof(decay));
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        _average = Weights.Named(model).ToDictionary(w => w.Key, w => w.Value.detach().clone().DetachFromDisposeScope());
        _averaged = [.. model.named_parameters().Select(p => p.name)];
    }

    /// <summary>average ← decay · average + (1 − decay) · value, after each optimizer step.</summary>
    public void Update()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        foreach (var (name, value) in Weights.Named(_model))
        {
            if (_averaged.Contains(name))
                _average[name].mul_(Decay).add_(value, 1 - Decay);
            else
                _average[name].copy_(value);
        }
    }

    /// <summary>The averages by PyTorch name; own tensors, also for <see cref="Weights.Copy"/>.</summary>
    public IReadOnlyDictionary<string, Tensor> Values => _average;

    /// <summary>Copies a saved average back.</summary>
    /// <exception cref="InvalidDataException">A tensor is missing or of another shape.</exception>
    public void Load(IReadOnlyDictionary<string, Tensor> saved) => Weights.Restore("moving average", _average, saved);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in _average.Values)
            tensor.Dispose();
    }
}
