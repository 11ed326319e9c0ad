using Reining.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Reining.Training;

/// <summary>
/// Adam (Kingma and Ba 2015) with all parameters updated by one fused native call instead of a loop of six calls for each.
/// </summary>
/// <remarks>Make it after the model is on its device. Its plain twin, with which it is tested, is TorchSharp's <c>optim.Adam</c>.</remarks>
public sealed class Adam : IDisposable
{
    readonly AdamOptions _options;
    readonly (string Name, Parameter Parameter)[] _parameters;
    readonly Tensor _counts; // (parameters): all steps in one tensor, so that one call counts them
    readonly Tensor[] _firstMoments, _secondMoments, _steps; // _steps: views of _counts

    /// <summary>Learning rate of the next step.</summary>
    public double LearningRate { get; set; }

    /// <summary>Makes an optimizer of a module's parameters.</summary>
    public Adam(nn.Module module, AdamOptions options)
    {
        (_options, LearningRate) = (options, options.LearningRate);
        _parameters = [.. module.named_parameters().Select(p => (p.name, p.parameter))];
        _firstMoments = [.. _parameters.Select(p => zeros_like(p.Parameter).requires_grad_(false).DetachFromDisposeScope())];
        _secondMoments = [.. _parameters.Select(p => zeros_like(p.Parameter).requires_grad_(false).DetachFromDisposeScope())];
        var device = _parameters.Length > 0 ? _parameters[0].Parameter.device : CPU;
        _counts = zeros(_parameters.Length, device: device).DetachFromDisposeScope();
        _steps = [.. Enumerable.Range(0, _parameters.Length).Select(i => _counts[i].DetachFromDisposeScope())];
    }

    /// <summary>Forgets the gradients.</summary>
    public void ZeroGrad()
    {
        foreach (var (_, parameter) in _parameters)
            parameter.grad = null;
    }

    /// <summary>One update of every parameter that has a gradient.</summary>
    public void Step()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var gradients = _parameters.Select(p => p.Parameter.grad).ToArray();
        var used = Enumerable.Range(0, gradients.Length).Where(i => gradients[i] is not null).ToArray();
        if (used.Length == 0)
            throw new InvalidOperationException("Adam.Step: expected gradients, got none; call backward() on the loss first.");
        Tensor[] Of(Tensor?[] all) => [.. used.Select(i => all[i]!)];
        var steps = Of(_steps);
        if (steps.Length == _steps.Length)
        {
            _counts.add_(1);
        }
        else
        {
            foreach (var step in steps)
                step.add_(1);
        }
        LibTorch.Call("aten::_fused_adam_", "",
            Of([.. _parameters.Select(p => (Tensor)p.Parameter)]), Of(gradients), Of(_firstMoments), Of(_secondMoments),
            Array.Empty<Tensor>(), steps,
            LearningRate, _options.Beta1, _options.Beta2, _options.WeightDecay, _options.Epsilon,
            false, false, LibTorchValue.None, LibTorchValue.None);
    }

    /// <summary>The moments and step counts by name, for a checkpoint; the optimizer's own tensors.</summary>
    public IEnumerable<KeyValuePair<string, Tensor>> State()
    {
        for (var i = 0; i < _parameters.Length; i++)
        {
            yield return KeyValuePair.Create($"exp_avg.{_parameters[i].Name}", _firstMoments[i]);
            yield return KeyValuePair.Create($"exp_avg_sq.{_parameters[i].Name}", _secondMoments[i]);
            yield return KeyValuePair.Create($"step.{_parameters[i].Name}", _steps[i]);
        }
    }

    /// <summary>Copies a saved state back.</summary>
    /// <exception cref="InvalidDataException">A tensor is missing or of another shape.</exception>
    public void Load(IReadOnlyDictionary<string, Tensor> saved) => Weights.Restore("optimizer", State(), saved);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, tensor) in State())
            tensor.Dispose();
        _counts.Dispose();
    }
}
