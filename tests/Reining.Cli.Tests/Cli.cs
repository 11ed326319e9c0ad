using System.Diagnostics;
using Reining.Tests;

namespace Reining.Cli.Tests;

/// <summary>Runs the command-line tool in a child process.</summary>
static class Cli
{
    public static (int ExitCode, string Output, string Error) Run(params string[] arguments) =>
        Run(new Dictionary<string, string>(), arguments);

    public static (int ExitCode, string Output, string Error) Run(
        IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        Processes.Run(Environment.ProcessPath!, Command(arguments), environment);

    public static Process Start(params string[] arguments) =>
        Processes.Start(Environment.ProcessPath!, Command(arguments), new Dictionary<string, string>());

    static string[] Command(string[] arguments) => ["exec", Path.Combine(AppContext.BaseDirectory, "Reining.Cli.dll"), .. arguments];
}
