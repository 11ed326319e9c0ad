using Reining.Models;
using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Chapters.Inversion;

/// <summary>A trunk like the discriminator's with a class head and nothing else: images (N, C, S, S) to class scores (N, K).</summary>
public sealed class LabelClassifier : Module
{
    readonly GanTrunk _trunk;
    readonly Linear _classes;

    /// <summary>Makes the net.</summary>
    /// <param name="options">Sizes of the GAN that it is compared with; its classes.</param>
    /// <param name="generator">Random numbers for the initial weights.</param>
    public LabelClassifier(InvGanOptions options, Generator generator) : base(nameof(LabelClassifier))
    {
        ArgumentNullException.ThrowIfNull(options);
        _trunk = Add("trunk", new GanTrunk(options, generator));
        _classes = Add("classes", new Linear(options.Features, options.Classes, generator));
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => _classes.forward(_trunk.forward(input)); // (N, K)
}
