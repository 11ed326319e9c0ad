using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Training;

/// <summary>
/// Everything that a run needs to go on, in one safetensors file that is written under a temporary name and renamed. It is written between
/// steps: a run that is killed within one takes that step again from its beginning.
/// </summary>
/// <param name="run">Where it is kept.</param>
/// <param name="state">The numbers.</param>
/// <param name="nets">Nets by name.</param>
/// <param name="parts">Groups of further tensors by name, as they are in memory.</param>
sealed class Checkpoint(
    RunFolder run, RunState state, IReadOnlyDictionary<string, nn.Module> nets,
    IReadOnlyList<(string Name, IEnumerable<KeyValuePair<string, Tensor>> Tensors)> parts)
{
    const string FormatKey = "format", Format = "2";

    /// <summary>Writes a new one and removes those before.</summary>
    /// <param name="notFinite">The error when a value is not finite; the last good checkpoint stays.</param>
    public void Save(Func<string, Exception> notFinite)
    {
        var tensors = nets.SelectMany(net => Prefixed($"net/{net.Key}/", Weights.Named(net.Value)))
            .Concat(parts.SelectMany(part => Prefixed($"{part.Name}/", part.Tensors)));
        CheckFinite(tensors, notFinite);
        Safetensors.Write(run.CheckpointFile(state.Step), tensors, state.ToMetadata().Prepend(KeyValuePair.Create(FormatKey, Format)));
        run.RemoveCheckpointsBefore(state.Step);
    }

    /// <summary>Reads the newest checkpoint if there is one.</summary>
    /// <exception cref="InvalidDataException">It is damaged, of another plan or another version.</exception>
    public void Load()
    {
        if (run.NewestCheckpoint() is not { } newest)
            return;
        using var file = Safetensors.Read(newest.Path);
        if (file.Metadata.GetValueOrDefault(FormatKey) is var format && format != Format)
        {
            var got = format is null ? "one of an earlier version" : $"format {format}";
            throw new InvalidDataException(
                $"Resume from '{newest.Path}': expected a checkpoint of format {Format}, got {got}; " +
                "go on with the version that wrote it, or remove the run's folder to train again.");
        }
        foreach (var (name, net) in nets)
            Weights.Copy(net, Part(file, $"net/{name}/"), $"'{newest.Path}'");
        foreach (var (name, tensors) in parts)
            Weights.Restore(name, tensors, Part(file, $"{name}/"));
        state.Load(file.Metadata, newest.Path);
    }

    static void CheckFinite(IEnumerable<KeyValuePair<string, Tensor>> tensors, Func<string, Exception> notFinite)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        foreach (var (name, tensor) in tensors)
        {
            if (!tensor.isfinite().all().item<bool>())
                throw notFinite($"expected finite values to save, got others in '{name}'");
        }
    }

    static IEnumerable<KeyValuePair<string, Tensor>> Prefixed(string prefix, IEnumerable<KeyValuePair<string, Tensor>> tensors) =>
        tensors.Select(t => KeyValuePair.Create(prefix + t.Key, t.Value));

    static Dictionary<string, Tensor> Part(SafetensorsFile file, string prefix) =>
        file.Tensors.Where(t => t.Key.StartsWith(prefix, StringComparison.Ordinal)).ToDictionary(t => t.Key[prefix.Length..], t => t.Value);
}
