namespace Reining.Data;

/// <summary>CelebA as its authors split it: 162 770, 19 867 and 19 962 images in the whole set.</summary>
/// <param name="Train">For fitting.</param>
/// <param name="Validation">For choosing among models.</param>
/// <param name="Test">For the final number only.</param>
public sealed record CelebASplit(LabeledImages Train, LabeledImages Validation, LabeledImages Test);
