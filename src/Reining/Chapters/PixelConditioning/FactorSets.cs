using Reining.Worlds;

namespace Reining.Chapters.PixelConditioning;

/// <summary>Heads of which one group of parameters varies while everything else stays, in their photos too.</summary>
static class FactorSets
{
    /// <summary>Heads, and values of the group for each.</summary>
    public const int Heads = 16, Values = 8;

    /// <summary>Renders <see cref="Heads"/> · <see cref="Values"/> heads, those of one head together.</summary>
    /// <param name="first">Index of the first head.</param>
    /// <param name="start">First parameter of the group.</param>
    /// <param name="length">How many parameters it has.</param>
    /// <param name="side">Pixels of a side.</param>
    public static HeadSet Render(long first, int start, int length, int side)
    {
        var (heads, factors) = (new List<float[]>(), new List<long>());
        for (var h = 0; h < Heads; h++)
        {
            for (var v = 0; v < Values; v++)
            {
                var head = HeadParameters.Sample(first + h);
                HeadParameters.Sample(first + Heads + h * Values + v).AsSpan(start, length).CopyTo(head.AsSpan(start));
                heads.Add(head);
                factors.Add(first + h);
            }
        }
        return HeadSet.Render(heads, factors, side);
    }
}
