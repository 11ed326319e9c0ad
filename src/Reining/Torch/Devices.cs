using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Torch;

/// <summary>Tensors between devices.</summary>
public static class Devices
{
    /// <summary>A tensor on a device; to a GPU through pinned memory and without waiting. One that is there already is returned as it is.</summary>
    public static Tensor Send(Tensor tensor, Device device)
    {
        if (tensor.device_type == device.type)
            return tensor;
        if (device.type != DeviceType.CUDA)
            return tensor.to(device);
        using var pinned = tensor.pin_memory();
        return pinned.to(device, non_blocking: true);
    }
}
