namespace Reining.Torch;

/// <summary>Number format of the products of a training step; parameters, their sums and the optimizer stay in float32.</summary>
public enum Precision
{
    /// <summary>32 bits everywhere.</summary>
    Float32,

    /// <summary>Convolutions and matrix products in bfloat16 (8 bits of exponent, 8 of mantissa), as in PyTorch's autocast.</summary>
    BFloat16,
}
