using System.CommandLine;
using Reining.Cli;

var root = new RootCommand("Reining Notebooks: the thesis \"Reining in the Deep Generative Models\" made executable.")
{
    ReproduceCommand.Create(),
    RunCommand.Create(),
    DataCommand.Create(),
    NotebookCommands.Create(),
    KernelCommand.Create(),
    DoctorCommand.Create(),
    BenchCommand.Create(),
};
return Commands.Run(root, args);
