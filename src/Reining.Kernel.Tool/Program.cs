using System.CommandLine;
using System.CommandLine.Invocation;
using Reining.Kernel.Documents;
using Reining.Kernel.Jupyter;
using Reining.Kernel.Tool;

// What editors and front ends start comes first: nothing of the command line is loaded for it.
if (await KernelProgram.RunAsync(args) is { } exitCode)
    return exitCode;

var host = new NotebookHost(KernelProgram.Worker, PlotlyScript, Checkout: null);
var root = new NotebookCommands(host).AddTo(new RootCommand(
    "Runs, tests, exports and converts C# notebooks, and puts their kernel into Jupyter's list."));
root.Add(InstallCommand.Create("install", _ => ([.. KernelProgram.Self, "kernel", "{connection_file}"], "plain IL")));
var parsed = root.Parse(args);
if (args.Length > 0 && parsed.Action is ParseErrorAction)
    return Refusal.Write(parsed, "reining-kernel");
// A notebook in the middle of a cell gets the time to write what ran.
return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(10) });

static string PlotlyScript()
{
    var file = Path.Combine(AppContext.BaseDirectory, "plotly.min.js");
    return File.Exists(file) ? File.ReadAllText(file)
        : throw new DocumentException(
            $"Export HTML: expected plotly.js at {file}, where the packages bring it, got none; pass --plotly FILE.");
}
