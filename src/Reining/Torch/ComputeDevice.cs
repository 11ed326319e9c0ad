namespace Reining.Torch;

/// <summary>Which device is asked for.</summary>
public enum ComputeDevice
{
    /// <summary>A GPU if libtorch sees one, else the processor; what was taken is said.</summary>
    Auto,

    /// <summary>The processor.</summary>
    Cpu,

    /// <summary>The first CUDA GPU; its absence is an error.</summary>
    Cuda,
}
