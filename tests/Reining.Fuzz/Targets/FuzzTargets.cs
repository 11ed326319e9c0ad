namespace Reining.Fuzz.Targets;

/// <summary>Every reader of the project.</summary>
public static class FuzzTargets
{
    /// <summary>All of them, with their valid inputs.</summary>
    /// <param name="folder">A folder to make inputs in.</param>
    /// <param name="golden">The repository's tests/golden.</param>
    public static IReadOnlyList<FuzzTarget> All(string folder, string golden)
    {
        var samples = new Samples(folder, golden);
        return [.. DataTargets.All(samples), .. WeightTargets.All(samples), .. KernelTargets.All(samples)];
    }
}
