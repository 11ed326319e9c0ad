using System.Diagnostics;
using static TorchSharp.torch;

namespace Reining.Bench.RaeStep;

/// <summary>A layer with an input and an output gradient of its own, so that it can be timed alone.</summary>
sealed record RaeStepStage(
    string Group, string Name, Tensor Input, Func<Tensor, Tensor> Forward, Tensor OutputGradient, double Operations = 0,
    double BackwardOperations = 0)
{
    /// <summary>One pass; the backward time includes giving the memory back, as in a step.</summary>
    public void Time(List<double> forwardMs, List<double> backwardMs)
    {
        var clock = Stopwatch.StartNew();
        var scope = NewDisposeScope();
        var output = Forward(Input);
        forwardMs.Add(clock.Elapsed.TotalMilliseconds);

        clock.Restart();
        if (output.requires_grad)
            output.backward([OutputGradient]);
        Input.grad = null;
        scope.Dispose();
        backwardMs.Add(clock.Elapsed.TotalMilliseconds);
    }
}
