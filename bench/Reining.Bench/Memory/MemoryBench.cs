using Reining.Bench.RaeStep;

namespace Reining.Bench.Memory;

/// <summary>Peak memory of a training run: the steps of <see cref="RaeStepBench"/>,
/// compared by the largest resident size of each process.</summary>
public sealed class MemoryBench : IBench
{
    readonly RaeStepBench _steps = new();

    public string Name => "memory";

    public string Description => "Peak memory of a training run of the regularized autoencoder.";

    public string Work => "peak resident memory of a process that trains: libraries, data, weights, activations";

    public IReadOnlyList<string> PythonScripts => _steps.PythonScripts;

    public bool ComparesMemory => true;

    public IEnumerable<BenchCase> Cases(BenchOptions options) => _steps.Cases(options);

    public IWorkload Prepare(Side side, BenchInput input) => _steps.Prepare(side, input);
}
