using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Models;

/// <summary>
/// D: one trunk with linear heads for score, code and, where there are classes, class. The trunk can be any module from images to features
/// (N, h); a StyleGAN's discriminator without its last layer is one.
/// </summary>
public sealed class GanDiscriminator : Module
{
    readonly Module _trunk;
    readonly Linear _score, _code;
    readonly Linear? _classes;

    /// <summary>Makes the heads.</summary>
    /// <param name="trunk">Images to features.</param>
    /// <param name="features">h.</param>
    /// <param name="codeSize">d.</param>
    /// <param name="classes">K; 0 for no class head.</param>
    /// <param name="generator">Random numbers for the initial weights.</param>
    public GanDiscriminator(Module trunk, long features, long codeSize, long classes, Generator generator) : base(nameof(GanDiscriminator))
    {
        _trunk = Add("trunk", trunk);
        _score = Add("score", new Linear(features, 1, generator));
        _code = Add("code", new Linear(features, codeSize, generator));
        if (classes > 0)
            _classes = Add("classes", new Linear(features, classes, generator));
        CheckRegistration();
    }

    /// <summary>Score, code and features of images (N, C, S, S).</summary>
    public GanReading Read(Tensor images)
    {
        var features = _trunk.forward(images); // (N, h)
        return new(features, _score.forward(features).squeeze(1), _code.forward(features), _classes?.forward(features));
    }

    /// <summary>Scores (N,) of images (N, C, S, S).</summary>
    protected override Tensor Compute(Tensor input) => _score.forward(_trunk.forward(input)).squeeze(1);
}
