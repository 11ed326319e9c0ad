using Reining.Models;
using static TorchSharp.torch;

namespace Reining.Training;

/// <summary>One update within a training step: some nets follow the gradient of one loss, the others stand still.</summary>
/// <remarks>
/// An attack, a renderer or an augmentation is written into the loss. All nets of the plan are in training mode; those outside the phase
/// get no gradient, and their buffers (running statistics, spectral vectors) are put back when the phase ends.
/// </remarks>
/// <typeparam name="TBatch">What a step is made from.</typeparam>
/// <param name="Name">For statistics and messages.</param>
/// <param name="Nets">Names of the nets that are stepped, together.</param>
/// <param name="Loss">The loss of a batch; its random numbers are a function of the plan's seed, the phase and the step.</param>
public sealed record Phase<TBatch>(string Name, IReadOnlyList<string> Nets, Func<TBatch, Generator, LossTerms> Loss)
{
    /// <summary>
    /// The phase is part of each so manieth step, the first included, and its loss is multiplied by as much: a lazy regularizer (StyleGAN2,
    /// appendix B). The learning rate and Adam's decays of its nets are corrected for the steps it adds.
    /// </summary>
    public int Every { get; init => field = Options.Positive(value, nameof(Every)); } = 1;

    /// <summary>Nets outside the phase whose buffers it moves all the same.</summary>
    public IReadOnlyList<string> MovesBuffersOf { get; init; } = [];
}
