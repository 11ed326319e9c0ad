using static TorchSharp.torch;

namespace Reining.Attacks;

/// <summary>What was found for the images of one batch, all of them, also those that left the search.</summary>
sealed class AttackRecord : IDisposable
{
    /// <param name="images">(B, C, H, W).</param>
    public AttackRecord(Tensor images)
    {
        using var scope = NewDisposeScope();
        var (count, device) = (images.shape[0], images.device);
        Best = images.clone();
        Distances = full([count], double.PositiveInfinity, images.dtype, device);
        Losses = full([count], double.NaN, float64, device);
        Done = zeros(count, @bool, device);
        Finite = ones(count, @bool, device);
        Forwards = zeros(count, int64, device);
        Gradients = zeros(count, int64, device);
        Flat = zeros(count, @bool, device);
        Asked = zeros(count, @bool, device);
        foreach (var tensor in All())
            tensor.DetachFromDisposeScope();
    }

    /// <summary>The best image of each so far.</summary>
    public Tensor Best { get; }

    /// <summary>Of successes, in the norm of the search; infinite before one.</summary>
    public Tensor Distances { get; }

    /// <summary>At the best images, float64; NaN where not told.</summary>
    public Tensor Losses { get; }

    /// <summary>Images that need no more search.</summary>
    public Tensor Done { get; }

    /// <summary>Images whose losses and gradients were finite throughout.</summary>
    public Tensor Finite { get; }

    /// <summary>Forward passes.</summary>
    public Tensor Forwards { get; }

    /// <summary>Gradients.</summary>
    public Tensor Gradients { get; }

    /// <summary>Images whose first gradient was zero in every pixel.</summary>
    public Tensor Flat { get; }

    /// <summary>Images of which a gradient was asked.</summary>
    public Tensor Asked { get; }

    public void Dispose()
    {
        foreach (var tensor in All())
            tensor.Dispose();
    }

    Tensor[] All() => [Best, Distances, Losses, Done, Finite, Forwards, Gradients, Flat, Asked];
}
