using Reining.Display;
using Reining.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Attacks;

/// <summary>
/// Projected gradient descent (Madry et al. 2018, §2.1; docs/thesis/robust-gmvae.md §5.4): from a start within the threat model, steps
/// along which a loss rises fastest, each brought back to it. Of each image the point with the highest loss is kept, the start among them,
/// where Madry et al. keep the last: more steps then never lower the loss, nor with <see cref="AttackLoss.Margin"/> the success.
/// </summary>
/// <param name="threat">What it may do.</param>
/// <param name="options">Defaults: <see cref="ProjectedGradientDescentOptions"/>.</param>
public sealed class ProjectedGradientDescent(ThreatModel threat, ProjectedGradientDescentOptions? options = null)
{
    readonly ProjectedGradientDescentOptions _options = options ?? new();

    /// <summary>The fast gradient sign method (Goodfellow et al. 2015): one step of the whole ε from the image itself,
    /// which is kept where the step lowers the loss.</summary>
    public static ProjectedGradientDescent FastGradientSign(double epsilon) =>
        new(new ThreatModel(PerturbationNorm.LInfinity, epsilon), new(1, epsilon) { RandomStart = false });

    /// <summary>Attacks images.</summary>
    /// <param name="loss">
    /// From images (B, C, H, W) and their labels (B,) to the losses (B,) to raise, each of its own image alone, such as
    /// <see cref="AttackLoss"/>; called with gradients on. Freeze the model's parameters and put it into evaluation mode first.
    /// </param>
    /// <param name="images">(N, C, H, W), N ≥ 1, floating, in [0, 1].</param>
    /// <param name="labels">(N, …) of any type, handed to the loss; on the same device.</param>
    /// <returns>Tensors owned by the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException">Wrong shapes or range, or a loss of another shape or without a gradient by the
    /// images.</exception>
    /// <exception cref="ArithmeticException">A loss or a gradient is not finite.</exception>
    public AttackResult Attack(Func<Tensor, Tensor, Tensor> loss, Tensor images, Tensor labels)
    {
        Check(images, labels);
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        using var random = new Generator(_options.Seed, CPU);
        var starts = _options.RandomStart ? threat.Draw(images, random) : images;
        var parts = new List<(Tensor Best, Tensor Losses, Tensor WithoutGradient, Tensor Finite)>();
        for (var first = 0L; first < images.shape[0]; first += _options.BatchSize)
        {
            var count = Math.Min(_options.BatchSize, images.shape[0] - first);
            parts.Add(Batch(loss, images.narrow(0, first, count), labels.narrow(0, first, count), starts.narrow(0, first, count)));
        }
        if (!cat([.. parts.Select(p => p.Finite)]).all().item<bool>())
            throw new ArithmeticException(
                "ProjectedGradientDescent: expected a finite loss and gradient of every image, got others; " +
                "look for logarithms of 0, roots of 0 and overflows in the loss.");
        var withoutGradient = cat([.. parts.Select(p => p.WithoutGradient)]).mean([0], type: float64).item<double>();
        return new AttackResult(
            cat([.. parts.Select(p => p.Best)]).MoveToOuterDisposeScope(),
            cat([.. parts.Select(p => p.Losses)]).MoveToOuterDisposeScope(),
            withoutGradient);
    }

    (Tensor Best, Tensor Losses, Tensor WithoutGradient, Tensor Finite) Batch(
        Func<Tensor, Tensor, Tensor> loss, Tensor images, Tensor labels, Tensor start)
    {
        using var scope = NewDisposeScope();
        var (point, best) = (start.clone(), start.clone());
        var (highest, without) = (default(Tensor), default(Tensor)); // (B,)
        var finite = ones(images.shape[0], dtype: @bool, device: images.device);
        for (var step = 0; step <= _options.Steps; step++)
        {
            NotebookCell.Token.ThrowIfCancellationRequested();
            using var one = NewDisposeScope();
            var (losses, gradient) = Gradient(loss, point, labels, wanted: step < _options.Steps);
            if (highest is null)
            {
                highest = losses.MoveToOtherDisposeScope(scope);
            }
            else
            {
                best.copy_(where((losses > highest).view(-1, 1, 1, 1), point, best));
                highest.copy_(maximum(losses, highest));
            }
            // one pixel that is not shows in the sum
            finite.logical_and_((gradient is null ? losses : losses + gradient.sum([1, 2, 3])).isfinite());
            if (gradient is null)
                break;
            without ??= (gradient == 0).flatten(1).all(1).MoveToOtherDisposeScope(scope);
            point.copy_(threat.Project(point + _options.StepSize * threat.Direction(gradient), images));
        }
        return (
            best.MoveToOuterDisposeScope(), highest!.MoveToOuterDisposeScope(),
            without!.MoveToOuterDisposeScope(), finite.MoveToOuterDisposeScope());
    }

    static (Tensor Losses, Tensor? Gradient) Gradient(Func<Tensor, Tensor, Tensor> loss, Tensor point, Tensor labels, bool wanted)
    {
        using var gradients = enable_grad();
        var x = point.detach().requires_grad_(wanted);
        var losses = Losses(loss, x, labels);
        return (losses.detach(), wanted ? Gradients.Of(losses.sum(), x, nameof(ProjectedGradientDescent)) : null);
    }

    static Tensor Losses(Func<Tensor, Tensor, Tensor> loss, Tensor images, Tensor labels)
    {
        var losses = loss(images, labels);
        Shape.Expect(losses, "ProjectedGradientDescent: the loss of each image", images.shape[0]);
        return losses;
    }

    static void Check(Tensor images, Tensor labels)
    {
        if (images.ndim != 4 || images.shape[0] < 1 || !images.is_floating_point())
            throw new ArgumentException(
                "ProjectedGradientDescent: expected floating-point images (N, C, H, W), " +
                $"got {Shape.Text(images)} {images.dtype}; convert them.");
        if (labels.ndim < 1 || labels.shape[0] != images.shape[0])
            throw new ArgumentException(
                $"ProjectedGradientDescent: expected {images.shape[0]} labels, one for each image, got {Shape.Text(labels)}.");
        using var scope = NewDisposeScope();
        var (low, high) = (images.min().ToDouble(), images.max().ToDouble());
        if (!(low >= 0 && high <= 1))
            throw new ArgumentException(FormattableString.Invariant(
                $"ProjectedGradientDescent: expected images in [0, 1], got {low:0.###} to {high:0.###}; scale them."));
    }
}
