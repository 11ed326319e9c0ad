namespace Reining.Chapters.Rae;

/// <summary>How close a set of images is to real digits, on the features of the digit classifier. None of it is an FID.</summary>
/// <param name="Frechet">Fréchet distance, lower is better.</param>
/// <param name="Kernel">Kernel distance (KID's estimator, may be slightly negative), lower is better.</param>
/// <param name="Recall">F₈ of precision–recall distributions: about recall, 0 to 1.</param>
/// <param name="Precision">F₁⸝₈ of precision–recall distributions: about precision, 0 to 1.</param>
/// <param name="Fidelity">Improved precision (Kynkäänniemi 2019): share of images inside the real manifold.</param>
/// <param name="Coverage">Improved recall: share of real digits inside the images' manifold.</param>
/// <param name="Sharpness">High-frequency energy of the images over that of real digits; 1 is as sharp as real.</param>
public sealed record ImageScores(double Frechet, double Kernel, double Recall, double Precision, double Fidelity, double Coverage, double Sharpness);
