using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Reining.Images;

/// <summary>Square tiles on a regular grid: images are cut into them and laid together again, with soft edges where they overlap.</summary>
public sealed class Tiling
{
    readonly long _size, _side, _stride;

    /// <summary>A tiling.</summary>
    /// <param name="size">Side of the images in pixels.</param>
    /// <param name="side">Side of a tile.</param>
    /// <param name="stride">Pixels from one tile to the next; below the side they overlap.</param>
    /// <exception cref="ArgumentException">The tiles do not cover the images exactly.</exception>
    public Tiling(long size, long side, long stride)
    {
        if (side < 1 || stride < 1 || stride > side || side > size || (size - side) % stride != 0)
            throw new ArgumentException(
                $"Tiling: expected tiles that cover an image of side {size} exactly and leave no gap, " +
                $"got tiles of side {side} every {stride} pixels.");
        (_size, _side, _stride) = (size, side, stride);
    }

    /// <summary>Tiles of an image.</summary>
    public long Count => Across * Across;

    long Across => (_size - _side) / _stride + 1;

    /// <summary>
    /// The tiles (N·count, C, s, s) of images (N, C, S, S): those of the first image, row by row, then those of the second.
    /// </summary>
    public Tensor Cut(Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        Torch.Shape.Expect(images, nameof(Tiling), -1, -1, _size, _size);
        using var scope = NewDisposeScope();
        var columns = F.unfold(images, _side, stride: _stride); // (N, C·s·s, count)
        return columns.transpose(1, 2).reshape(-1, images.shape[1], _side, _side).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Images (N, C, S, S) of their tiles (N·count, C, s, s). Where tiles overlap a pixel is their mean, weighted by a pyramid: 1 in a
    /// tile's middle, falling linearly to its edge.
    /// </summary>
    public Tensor Join(Tensor tiles)
    {
        ArgumentNullException.ThrowIfNull(tiles);
        Torch.Shape.Expect(tiles, nameof(Tiling), -1, -1, _side, _side);
        using var scope = NewDisposeScope();
        var window = Window(tiles.device).expand(tiles.shape);
        return (Sum(tiles * window) / Sum(window)).MoveToOuterDisposeScope();
    }

    // (N, C, S, S): tiles added where they lie.
    Tensor Sum(Tensor tiles) => F.fold(
        tiles.reshape(-1, Count, tiles.shape[1] * _side * _side).transpose(1, 2), _size, _side, stride: _stride);

    // (s, s), above 0 everywhere.
    Tensor Window(Device device)
    {
        var middle = (_side - 1) / 2.0;
        var line = 1 - (arange(_side, dtype: float32, device: device) - middle).abs() / (middle + 0.5);
        return line.unsqueeze(1) * line.unsqueeze(0);
    }
}
