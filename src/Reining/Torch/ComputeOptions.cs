namespace Reining.Torch;

/// <summary>Where and how precisely to compute. It is no part of a run's configuration: a run may go on elsewhere.</summary>
/// <param name="Device">Device asked for.</param>
/// <param name="Precision">Format of products.</param>
public sealed record ComputeOptions(ComputeDevice Device = ComputeDevice.Auto, Precision Precision = Precision.Float32)
{
    /// <summary>GPU: let float32 products round their inputs to TensorFloat-32 (10 bits of mantissa), several times as fast.</summary>
    public bool TensorFloat32 { get; init; }

    /// <summary>GPU: only algorithms that give the same bits each time; an operation without one is an error.</summary>
    public bool Deterministic { get; init; }

    /// <summary>GPU: let cuDNN try its algorithms on the first batch of each shape; excludes <see cref="Deterministic"/>.</summary>
    public bool TuneConvolutions { get; init; }
}
