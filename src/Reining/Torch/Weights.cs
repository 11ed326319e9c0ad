using static TorchSharp.torch;

namespace Reining.Torch;

/// <summary>A module's parameters and buffers under PyTorch's names: to files, from files, copied.</summary>
public static class Weights
{
    /// <summary>Parameters and buffers by PyTorch name; the module's own tensors, in definition order.</summary>
    public static IEnumerable<KeyValuePair<string, Tensor>> Named(nn.Module module) =>
        module.named_parameters().Select(p => KeyValuePair.Create(p.name, (Tensor)p.parameter))
            .Concat(module.named_buffers().Select(b => KeyValuePair.Create(b.name, b.buffer)));

    /// <summary>Copies values into the module; every name and shape must agree.</summary>
    /// <param name="module">Module to fill.</param>
    /// <param name="values">Tensors by name.</param>
    /// <param name="source">Where they come from, for the message.</param>
    /// <exception cref="InvalidDataException">Another architecture: says which names are missing, unexpected, or of another shape;
    /// nothing was copied.</exception>
    public static void Copy(nn.Module module, IReadOnlyDictionary<string, Tensor> values, string source)
    {
        var own = Named(module).ToDictionary();
        var missing = own.Keys.Except(values.Keys).ToList();
        var unexpected = values.Keys.Except(own.Keys).ToList();
        var other = own.Where(o => values.TryGetValue(o.Key, out var v) && !v.shape.AsSpan().SequenceEqual(o.Value.shape))
            .Select(o => $"{o.Key} expected {Shape.Text(o.Value)}, got {Shape.Text(values[o.Key])}").ToList();
        if (missing.Count + unexpected.Count + other.Count > 0)
        {
            throw new InvalidDataException(
                $"Load {module.GetName()} from {source}: a checkpoint of another architecture" +
                Some("missing", missing) + Some("unexpected", unexpected) + Some("of another shape", other) +
                "; build the model with the options in the run's config.json.");
        }
        using var noGrad = no_grad();
        foreach (var (name, tensor) in own)
            tensor.copy_(values[name]);
    }

    /// <summary>Copies saved values into tensors of the same names and shapes.</summary>
    /// <param name="what">What the tensors are, for the message.</param>
    /// <param name="own">Tensors to fill.</param>
    /// <param name="saved">Values by name; others may be there too.</param>
    /// <exception cref="InvalidDataException">A tensor is missing or of another shape.</exception>
    internal static void Restore(string what, IEnumerable<KeyValuePair<string, Tensor>> own, IReadOnlyDictionary<string, Tensor> saved)
    {
        using var noGrad = no_grad();
        foreach (var (name, tensor) in own)
        {
            if (!saved.TryGetValue(name, out var value) || !value.shape.AsSpan().SequenceEqual(tensor.shape))
                throw new InvalidDataException(
                    $"Load {what}: expected '{name}' {Shape.Text(tensor)}, got {(value is null ? "nothing" : Shape.Text(value))}; " +
                    "the checkpoint is of another model.");
            tensor.copy_(value);
        }
    }

    /// <summary>Writes the module as safetensors.</summary>
    public static void Save(nn.Module module, string path) => Safetensors.Write(path, Named(module));

    /// <summary>Reads the module from safetensors.</summary>
    /// <inheritdoc cref="Copy" path="/exception"/>
    public static void Load(nn.Module module, string path)
    {
        using var file = Safetensors.Read(path);
        Copy(module, file.Tensors, $"'{path}'");
    }

    static string Some(string what, List<string> names) => names.Count == 0 ? "" :
        $"; {names.Count} {what}: {string.Join(", ", names.Take(3))}{(names.Count > 3 ? ", …" : "")}";
}
