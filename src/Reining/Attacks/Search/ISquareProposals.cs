using static TorchSharp.torch;

namespace Reining.Attacks;

/// <summary>Changes that the square attack tries.</summary>
interface ISquareProposals
{
    /// <summary>The first points, (M, C, H, W).</summary>
    Tensor Start(long stream);

    /// <summary>Points made from the best ones so far.</summary>
    /// <param name="best">(M, C, H, W).</param>
    /// <param name="side">Of the squares, before it is cut to what the images and the norm allow.</param>
    /// <param name="stream">Of random numbers.</param>
    Tensor Next(Tensor best, int side, long stream);
}
