using static TorchSharp.torch;

namespace Reining.Torch;

/// <summary>Content of a safetensors file; owns its tensors.</summary>
/// <param name="Tensors">Tensors by name, on the CPU.</param>
/// <param name="Metadata">Text from the header.</param>
public sealed record SafetensorsFile(IReadOnlyDictionary<string, Tensor> Tensors, IReadOnlyDictionary<string, string> Metadata)
    : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in Tensors.Values)
            tensor.Dispose();
    }
}
