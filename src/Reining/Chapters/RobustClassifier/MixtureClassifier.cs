using Reining.Models;
using static TorchSharp.torch;

namespace Reining.Chapters.RobustClassifier;

/// <summary>The thesis's selective classifier: the nearest component, tested by the distance to it and by the reconstruction
/// error.</summary>
public static class MixtureClassifier
{
    /// <summary>Test of the encoder: ‖f(x) − μ_k‖.</summary>
    public const string Encoder = "encoder";

    /// <summary>Test of the decoder: ‖x − g(f(x))‖, the same for all classes.</summary>
    public const string Decoder = "decoder";

    const double Smallest = 1e-12; // the root's slope at 0 is infinite

    /// <summary>Of a trained model in evaluation mode; not yet calibrated.</summary>
    public static SelectiveClassifier Of(GaussianMixtureVae model) => new(images => Evaluate(model, images), Encoder, Decoder);

    static (Tensor Scores, Tensor Tests) Evaluate(GaussianMixtureVae model, Tensor images)
    {
        var codes = model.Encode(images);
        var distances = model.SquaredDistances(codes); // (B, K)
        var errors = (images - model.Decode(codes)).square().flatten(1).sum(1, keepdim: true); // (B, 1)
        var tests = stack([distances, errors.expand_as(distances)], 1).clamp(min: Smallest).sqrt(); // (B, 2, K)
        return (-distances, tests);
    }
}
