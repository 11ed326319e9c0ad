using Reining.Chapters;

namespace Reining.Tests.Child;

/// <summary>An experiment that trains nothing: it calls an action, leaves a line in its folder for each time that it works,
/// and measures 1.</summary>
/// <param name="folder">Folder of the runs.</param>
/// <param name="name">Name of its own folder.</param>
/// <param name="work">Called while it holds its folder.</param>
public sealed class ProbeExperiment(string folder, string name, Action<ExperimentControl>? work = null)
    : Experiment(System.IO.Path.Combine(folder, name), new { name }, name, 1)
{
    const string WorkedFile = "worked.txt";

    /// <summary>The processes that worked on it.</summary>
    public IReadOnlyList<string> WorkedBy => File.ReadAllLines(Run.File(WorkedFile));

    /// <inheritdoc/>
    protected override IReadOnlyList<Measurement> Work(ExperimentControl control)
    {
        File.AppendAllText(Run.File(WorkedFile), FormattableString.Invariant($"{Environment.ProcessId}\n"));
        work?.Invoke(control);
        return [new Measurement(Model, Seed) { Numbers = new Dictionary<string, double> { ["x"] = 1 } }];
    }
}
