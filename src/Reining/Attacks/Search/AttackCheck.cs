using Reining.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Attacks;

/// <summary>Checks of what an attack is given.</summary>
static class AttackCheck
{
    public static void Arguments(string name, Tensor images, AttackGoal goal)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(goal);
        if (images.ndim != 4 || images.shape[0] < 1 || !images.is_floating_point())
            throw new ArgumentException(
                $"{name}: expected floating-point images (N, C, H, W), got {Shape.Text(images)} {images.dtype}; convert them.");
        foreach (var classes in goal.Tensors)
        {
            if (classes.ndim != 1 || classes.shape[0] != images.shape[0] || classes.dtype != int64)
                throw new ArgumentException(
                    $"{name}: expected {images.shape[0]} classes of type Int64, one for each image, " +
                    $"got {Shape.Text(classes)} {classes.dtype}.");
            if (classes.device_type != images.device_type)
                throw new ArgumentException(
                    $"{name}: expected images and classes on one device, got {images.device} and {classes.device}.");
        }
        using var scope = NewDisposeScope();
        var (low, high) = (images.min().ToDouble(), images.max().ToDouble());
        if (!(low >= 0 && high <= 1))
            throw new ArgumentException(FormattableString.Invariant(
                $"{name}: expected images in [0, 1], got {low:0.###} to {high:0.###}; scale them, and let the model normalize."));
    }

    /// <summary>Classes within those that the model knows.</summary>
    public static void Classes(string name, AttackedModel model, AttackGoal goal)
    {
        using var scope = NewDisposeScope();
        foreach (var classes in goal.Tensors)
        {
            var (low, high) = (classes.min().item<long>(), classes.max().item<long>());
            if (low < 0 || (model.Classes is { } count && high >= count))
                throw new ArgumentException(
                    $"{name}: expected classes from 0 to {model.Classes - 1}, got {low} to {high}.");
        }
    }

    public static void Finite(string name, Tensor finite)
    {
        using var scope = NewDisposeScope();
        if (!finite.all().item<bool>())
            throw new ArithmeticException(
                $"{name}: expected a finite loss and gradient of every image, got others; " +
                "look for logarithms of 0, roots of 0 and overflows in the loss.");
    }
}
