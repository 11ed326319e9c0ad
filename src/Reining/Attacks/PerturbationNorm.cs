namespace Reining.Attacks;

/// <summary>How the size of a change to an image is measured.</summary>
public enum PerturbationNorm
{
    /// <summary>The largest change of a pixel.</summary>
    LInfinity,

    /// <summary>The root of the sum of the squared changes.</summary>
    L2,

    /// <summary>The sum of the changes.</summary>
    L1,

    /// <summary>How many values were changed.</summary>
    L0,
}
