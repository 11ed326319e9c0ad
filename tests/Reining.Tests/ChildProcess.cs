using System.Diagnostics;
using Reining.Tests.Child;

namespace Reining.Tests;

/// <summary>Starts the child program.</summary>
static class ChildProcess
{
    public static Process Start(params string[] arguments) => Processes.Start(Environment.ProcessPath!, Command(arguments), Settings([]));

    public static (int ExitCode, string Output, string Error) Run(params string[] arguments) =>
        Run(new Dictionary<string, string>(), arguments);

    public static (int ExitCode, string Output, string Error) Run(
        IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        Processes.Run(Environment.ProcessPath!, Command(arguments), Settings(environment));

    static IEnumerable<string> Command(string[] arguments) => ["exec", typeof(TrainCommand).Assembly.Location, .. arguments];

    static Dictionary<string, string> Settings(IEnumerable<KeyValuePair<string, string>> environment) =>
        new(environment) { ["OMP_WAIT_POLICY"] = "passive" };
}
