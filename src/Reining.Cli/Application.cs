using System.CommandLine;
using System.CommandLine.Help;
using Reining.Chapters;

namespace Reining.Cli;

/// <summary>The command-line tool over a list of chapters; it knows none of them by name.</summary>
public static class Application
{
    /// <summary>Runs it.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="chapters">The chapters, such as <see cref="ThesisChapters.All"/>.</param>
    /// <returns>The exit code.</returns>
    public static int Run(string[] args, IReadOnlyList<Chapter> chapters) => Commands.Run(
        // Not a RootCommand, whose name is the file's.
        new Command("reining", "Reining Notebooks: the thesis \"Reining in the Deep Generative Models\" made executable.")
        {
            new HelpOption(),
            new VersionOption(),
            ReproduceCommand.Create(chapters),
            RunCommand.Create(chapters),
            ClaimsCommand.Create(chapters),
            KeepCommand.Create(),
            PictureCommands.Train(chapters),
            PictureCommands.Sample(chapters),
            ExploreCommand.Create(chapters),
            DataCommand.Create(),
            NotebookCommand.Create(),
            KernelCommand.Create(),
            DoctorCommand.Create(),
            BenchCommand.Create(),
        },
        args);
}
