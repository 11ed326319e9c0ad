using Reining.Display;
using Reining.Torch;
using Reining.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Adam = Reining.Training.Adam;

namespace Reining.Chapters.Inversion;

/// <summary>Finds the code of each image by gradient steps on the squared error of its picture, all images at once, by Adam.</summary>
/// <param name="make">Images (N, 1, S, S) of codes (N, d), differentiable; its parameters frozen.</param>
/// <param name="rate">Learning rate.</param>
public sealed class LatentSearch(Func<Tensor, Tensor> make, double rate = 0.05)
{
    /// <summary>The codes after chosen numbers of steps.</summary>
    /// <param name="images">(N, 1, S, S).</param>
    /// <param name="start">(N, d).</param>
    /// <param name="steps">Ascending; 0 is the start.</param>
    /// <param name="visible">1 where a pixel counts, 0 where it is hidden, broadcast to the images; null: all count.</param>
    /// <returns>Codes (N, d) for each number of steps, in the caller's scope.</returns>
    /// <exception cref="ArgumentException">Numbers of steps that do not ascend from 0 or more.</exception>
    public IReadOnlyList<Tensor> Run(Tensor images, Tensor start, IReadOnlyList<int> steps, Tensor? visible = null)
    {
        ArgumentNullException.ThrowIfNull(steps);
        if (steps.Count == 0 || steps[0] < 0 || !steps.Order().SequenceEqual(steps))
            throw new ArgumentException($"LatentSearch.Run: expected ascending numbers of steps, got [{string.Join(", ", steps)}].");
        using var scope = NewDisposeScope();
        using var codes = new CodesInSearch(start.detach().clone());
        using var adam = new Adam(codes, new AdamOptions(rate));
        var found = new List<Tensor>();
        for (var step = 0; step <= steps[^1]; step++)
        {
            if (steps.Contains(step))
                found.Add(codes.Values.detach().clone().MoveToOuterDisposeScope());
            if (step == steps[^1])
                break;
            NotebookCell.Token.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            var error = (make(codes.Values) - images).square(); // (N, 1, S, S)
            var loss = (visible is null ? error : error * visible).flatten(1).mean([1]).sum();
            adam.ZeroGrad();
            Gradients.Backward(loss, "LatentSearch.Run");
            adam.Step();
        }
        return found;
    }

    sealed class CodesInSearch : Module
    {
        public CodesInSearch(Tensor start) : base(nameof(CodesInSearch)) => Values = AddParameter("codes", start);

        public Parameter Values { get; }

        protected override Tensor Compute(Tensor input) => Values;
    }
}
