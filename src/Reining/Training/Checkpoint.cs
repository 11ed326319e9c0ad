using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Training;

/// <summary>Everything that a run needs to go on, in one safetensors file that is written under a temporary name and renamed.</summary>
sealed class Checkpoint(RunFolder run, nn.Module model, IReadOnlyDictionary<string, Tensor> best, Adam adam, MovingAverage? average)
{
    const string ModelPrefix = "model/", BestPrefix = "best/", AdamPrefix = "adam/", AveragePrefix = "average/";

    /// <exception cref="ArithmeticException">A value is not finite: the last good checkpoint stays.</exception>
    public void Save(FitState state)
    {
        var tensors = Prefixed(ModelPrefix, Weights.Named(model)).Concat(Prefixed(BestPrefix, best)).Concat(Prefixed(AdamPrefix, adam.State()));
        if (average is not null)
            tensors = tensors.Concat(Prefixed(AveragePrefix, average.Values));
        CheckFinite(state, tensors);
        Safetensors.Write(run.CheckpointFile(state.Step), tensors, state.ToMetadata());
        run.RemoveCheckpointsBefore(state.Step);
    }

    public FitState? Load()
    {
        if (run.NewestCheckpoint() is not { } newest)
            return null;
        using var file = Safetensors.Read(newest.Path);
        var source = $"'{newest.Path}'";
        Weights.Copy(model, Part(file, ModelPrefix), source);
        Weights.Restore("best weights", best, Part(file, BestPrefix));
        adam.Load(Part(file, AdamPrefix));
        average?.Load(Part(file, AveragePrefix));
        return FitState.From(file.Metadata, newest.Path);
    }

    static void CheckFinite(FitState state, IEnumerable<KeyValuePair<string, Tensor>> tensors)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        foreach (var (name, tensor) in tensors)
        {
            if (!tensor.isfinite().all().item<bool>())
                throw FitLoop.NotFinite(state, $"expected finite values to save, got others in '{name}'");
        }
    }

    static IEnumerable<KeyValuePair<string, Tensor>> Prefixed(string prefix, IEnumerable<KeyValuePair<string, Tensor>> tensors) =>
        tensors.Select(t => KeyValuePair.Create(prefix + t.Key, t.Value));

    static Dictionary<string, Tensor> Part(SafetensorsFile file, string prefix) =>
        file.Tensors.Where(t => t.Key.StartsWith(prefix, StringComparison.Ordinal)).ToDictionary(t => t.Key[prefix.Length..], t => t.Value);
}
