using static TorchSharp.torch;

namespace Reining.Models;

/// <summary>What a <see cref="GanDiscriminator"/> says about images.</summary>
/// <param name="Features">f, (N, h): its trunk's.</param>
/// <param name="Score">c, (N,): the logit of being real.</param>
/// <param name="Code">e, (N, d): the inferred code.</param>
/// <param name="ClassScores">(N, K); null without classes.</param>
public sealed record GanReading(Tensor Features, Tensor Score, Tensor Code, Tensor? ClassScores)
{
    /// <summary>The codes (L, d) of images whose classes are known, read beside these; null where there are none.</summary>
    public Tensor? KnownCode { get; init; }

    /// <summary>The same of some rows.</summary>
    /// <param name="start">First row.</param>
    /// <param name="count">How many.</param>
    public GanReading Rows(long start, long count) => new(
        Features.narrow(0, start, count), Score.narrow(0, start, count), Code.narrow(0, start, count),
        ClassScores?.narrow(0, start, count));
}
