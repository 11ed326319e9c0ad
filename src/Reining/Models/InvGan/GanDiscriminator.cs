using Reining.Torch;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Reining.Models;

/// <summary>
/// D: one trunk with linear heads for score, code and, where there are classes, class. The trunk can be any module from images to features
/// (N, h); a StyleGAN's discriminator without its last layer is one. Where codes are scored, two layers read the score off the code.
/// </summary>
public sealed class GanDiscriminator : Module
{
    readonly Module _trunk;
    readonly Linear _score, _code;
    readonly Linear? _scored;
    readonly Linear? _classes;

    /// <summary>Makes the heads.</summary>
    /// <param name="trunk">Images to features.</param>
    /// <param name="features">h.</param>
    /// <param name="codeSize">d.</param>
    /// <param name="classes">K; 0 for no class head.</param>
    /// <param name="generator">Random numbers for the initial weights.</param>
    /// <param name="scoresCodes">Whether the score is read off the code, not off the features.</param>
    public GanDiscriminator(
        Module trunk, long features, long codeSize, long classes, Generator generator, bool scoresCodes = false)
        : base(nameof(GanDiscriminator))
    {
        _trunk = Add("trunk", trunk);
        _score = Add("score", new Linear(features, 1, generator));
        _code = Add("code", new Linear(features, codeSize, generator));
        if (classes > 0)
            _classes = Add("classes", new Linear(features, classes, generator));
        if (scoresCodes)
            _scored = Add("scored", new Linear(codeSize, features, generator));
        CheckRegistration();
    }

    /// <summary>Score, code and features of images (N, C, S, S).</summary>
    public GanReading Read(Tensor images)
    {
        var features = _trunk.forward(images); // (N, h)
        var code = _code.forward(features); // (N, d)
        return new(features, Score(features, code), code, _classes?.forward(features));
    }

    // (N,); the hidden layer of scored codes has as many units as the trunk has features.
    Tensor Score(Tensor features, Tensor? code) => _score.forward(
        _scored is null ? features : F.leaky_relu(_scored.forward(code ?? _code.forward(features)), GanTrunk.Slope)).squeeze(1);

    /// <summary>Scores (N,) of images (N, C, S, S).</summary>
    protected override Tensor Compute(Tensor input) => Score(_trunk.forward(input), code: null);
}
