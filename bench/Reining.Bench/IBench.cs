namespace Reining.Bench;

/// <summary>One benchmark: the same work by this library, by plain TorchSharp and by Python's PyTorch.</summary>
public interface IBench
{
    /// <summary>Name on the command line and in results.</summary>
    string Name { get; }

    string Description { get; }

    /// <summary>What one step is, for the report.</summary>
    string Work { get; }

    /// <summary>Files in bench/python that together do the same work; worker.py stands before them.</summary>
    IReadOnlyList<string> PythonScripts { get; }

    /// <summary>Whether the ratio is that of peak memory instead of time.</summary>
    bool ComparesMemory => false;

    /// <summary>The work pieces, smallest first. Every side gets the same bytes.</summary>
    IEnumerable<BenchCase> Cases(BenchOptions options);

    /// <summary>Prepares one side's work in a worker process.</summary>
    IWorkload Prepare(Side side, BenchInput input);

    /// <summary>Where the time of a step goes; null if the benchmark cannot tell.</summary>
    Profile? Profile(BenchCase piece, BenchOptions options) => null;
}
