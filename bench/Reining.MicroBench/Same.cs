using static TorchSharp.torch;

namespace Reining.MicroBench;

/// <summary>Both sides of a benchmark must do the same work.</summary>
static class Same
{
    public static void Work(Tensor ours, Tensor theirs)
    {
        if (!allclose(ours, theirs, rtol: 1e-4, atol: 1e-5))
            throw new InvalidOperationException("The sides do not compute the same; nothing is timed.");
    }
}
