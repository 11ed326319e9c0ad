using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Torch;

/// <summary>
/// While it lives, libtorch runs convolutions and matrix products of this thread in bfloat16 and converts their inputs, as PyTorch's
/// <c>torch.autocast</c>. Gradients arrive in the parameters' own type. TorchSharp has none, so libtorch's functions are called by name.
/// </summary>
public sealed class Autocast : IDisposable
{
    [ThreadStatic]
    static int _depth;

    [ThreadStatic]
    static DeviceType _casting; // where, if one lives

    readonly DeviceType _device;
    bool _ended;

    /// <summary>Whether one lives on this thread.</summary>
    internal static bool IsOn => _depth > 0;

    /// <summary>Starts.</summary>
    /// <param name="device">CPU or CUDA.</param>
    public Autocast(DeviceType device)
    {
        _device = _casting = device;
        LibTorch.BeginAutocast(device, ScalarType.BFloat16);
        _depth++;
    }

    /// <summary>Computes in the tensors' own type, for what loses its meaning in bfloat16: differences of large numbers,
    /// an iteration's vectors.</summary>
    internal static Tensor Without(Func<Tensor> compute)
    {
        if (!IsOn)
            return compute();
        LibTorch.SwitchAutocast(_casting, on: false);
        try
        {
            return compute();
        }
        finally
        {
            LibTorch.SwitchAutocast(_casting, on: true);
        }
    }

    /// <summary>Ends, and forgets the converted weights.</summary>
    public void Dispose()
    {
        if (_ended)
            return;
        _ended = true;
        _depth--;
        LibTorch.EndAutocast(_device, stillOn: _depth > 0);
    }
}
