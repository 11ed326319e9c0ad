using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Bench;

/// <summary>Work without gradients whose step is one function.</summary>
sealed class Workload(string engine, Func<Tensor> step) : IWorkload
{
    public string Engine => engine;

    public double Run(int steps)
    {
        using var free = no_grad();
        var value = double.NaN;
        for (var i = 0; i < steps; i++)
        {
            using var scope = NewDisposeScope();
            var result = step();
            if (i == steps - 1)
                value = result.ToDouble();
        }
        return value;
    }
}
