using static TorchSharp.torch;

namespace Reining.Training;

/// <summary>The tensors of a <see cref="WeightAverage"/>: averaged parameters, and the newest buffers.</summary>
sealed class AveragedWeights : IDisposable
{
    readonly (string Name, Tensor Average, Tensor Own, bool IsParameter)[] _weights;

    /// <summary>Starts from the nets' present values.</summary>
    public AveragedWeights(WeightAverage options, IEnumerable<(string Name, nn.Module Module)> nets)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        Options = options;
        _weights = [.. nets.SelectMany(net =>
            net.Module.named_parameters().Select(p => ($"{net.Name}/{p.name}", Copy(p.parameter), (Tensor)p.parameter, true))
                .Concat(net.Module.named_buffers().Select(b => ($"{net.Name}/{b.name}", Copy(b.buffer), b.buffer, false))))];

        static Tensor Copy(Tensor value) => value.detach().clone().DetachFromDisposeScope();
    }

    /// <summary>What was asked for.</summary>
    public WeightAverage Options { get; }

    /// <summary>The averages by net and PyTorch name; own tensors.</summary>
    public IEnumerable<KeyValuePair<string, Tensor>> Values => _weights.Select(w => KeyValuePair.Create(w.Name, w.Average));

    /// <summary>average ← decay · average + (1 − decay) · value, after a step.</summary>
    /// <param name="seen">Samples before this step.</param>
    /// <param name="batch">Samples in it.</param>
    public void Update(long seen, int batch)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var decay = Options.Decay(seen, batch);
        foreach (var (_, average, own, isParameter) in _weights)
        {
            if (isParameter)
                average.lerp_(own, 1 - decay);
            else
                average.copy_(own);
        }
    }

    /// <summary>Writes the average into the nets, or into one of them.</summary>
    public void CopyToNets(string? net = null)
    {
        using var noGrad = no_grad();
        foreach (var (name, average, own, _) in _weights)
        {
            if (net is null || name.StartsWith(net + "/", StringComparison.Ordinal))
                own.copy_(average);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, average, _, _) in _weights)
            average.Dispose();
    }
}
