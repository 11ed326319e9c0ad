using Reining.Chapters;

namespace Reining.Tests.Child;

/// <summary>A process among several that work on one grid of experiments.</summary>
public static class GridCommands
{
    /// <summary>Name of the file that lets <see cref="Share"/> begin, so that all processes begin together.</summary>
    public const string Go = "go";

    /// <summary>The experiments of <see cref="Share"/>.</summary>
    public static IReadOnlyList<ProbeExperiment> Grid(string folder) =>
        [.. Enumerable.Range(0, 12).Select(i => new ProbeExperiment(folder, $"e{i}", _ => Thread.Sleep(100)))];

    /// <summary>Finishes the grid; ends with 1 if something is left when it thinks that all is done.</summary>
    public static int Share(string folder)
    {
        Console.WriteLine("ready");
        while (!File.Exists(Path.Combine(folder, Go)))
            Thread.Sleep(10);
        ExperimentGrid.Finish(Grid(folder), new RunRequest("smoke"));
        return Grid(folder).All(e => e.IsFinished) ? 0 : 1;
    }

    /// <summary>Works on an experiment without end, and prints a line when it holds the folder.</summary>
    public static int Hold(string folder, string name)
    {
        var stuck = new ProbeExperiment(folder, name, _ =>
        {
            Console.WriteLine("holds");
            Thread.Sleep(Timeout.Infinite);
        });
        ExperimentGrid.Finish([stuck], new RunRequest("smoke"));
        return 0;
    }
}
