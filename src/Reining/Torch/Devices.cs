using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Torch;

/// <summary>Tensors between devices.</summary>
public static class Devices
{
    /// <summary>A tensor on a device; to a GPU through pinned memory and without waiting.
    /// One that is there already is returned as it is.</summary>
    public static Tensor Send(Tensor tensor, Device device)
    {
        if (tensor.device_type == device.type)
            return tensor;
        if (device.type != DeviceType.CUDA)
            return tensor.to(device);
        using var pinned = tensor.pin_memory();
        return pinned.to(device, non_blocking: true);
    }

    /// <summary>Draws of U[0, 1) of a tensor's shape and type where it is, made where the generator is: the same on every device.</summary>
    public static Tensor Uniform(Tensor like, Generator random) =>
        Send(rand(like.shape, dtype: like.dtype, device: random.device, generator: random), like.device);

    /// <summary>Draws of N(0, 1), made in the same way.</summary>
    public static Tensor Normal(Tensor like, Generator random) =>
        Send(randn(like.shape, dtype: like.dtype, device: random.device, generator: random), like.device);
}
