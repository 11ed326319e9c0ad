namespace Reining.Attacks;

/// <summary>Which gradient <see cref="OrthogonalPgd"/> makes orthogonal to the other one before a step along it.</summary>
public enum GradientProjection
{
    /// <summary>Neither: selective projected gradient descent.</summary>
    None,

    /// <summary>Both.</summary>
    Both,

    /// <summary>That of the classifier's loss.</summary>
    Classifier,

    /// <summary>That of the detector's score.</summary>
    Detector,
}
