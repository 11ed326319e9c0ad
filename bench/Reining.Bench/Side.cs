namespace Reining.Bench;

/// <summary>Who works in a .NET worker process.</summary>
public enum Side
{
    /// <summary>This library.</summary>
    Reining,

    /// <summary>TorchSharp as its user would write the same.</summary>
    TorchSharp,
}
