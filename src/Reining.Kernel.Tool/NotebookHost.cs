using System.CommandLine;
using System.Diagnostics;

namespace Reining.Kernel.Tool;

/// <summary>What the commands take from the program that they stand in.</summary>
/// <param name="Worker">How to start a process that runs cells.</param>
/// <param name="PlotlyScript">The source of plotly.js, for pages with figures.</param>
/// <param name="Checkout">The folder of a checkout, to whose projects an exported program refers; null for one that refers to
/// packages.</param>
public sealed record NotebookHost(Func<ProcessStartInfo> Worker, Func<string> PlotlyScript, string? Checkout)
{
    /// <summary>The name of this kernel for the option <c>--host</c>.</summary>
    public const string Own = "reining";

    /// <summary>Other programs that can run cells, by name; each is asked for only if it is named.</summary>
    public IReadOnlyDictionary<string, Func<Func<ProcessStartInfo>>> Others { get; init; } =
        new Dictionary<string, Func<Func<ProcessStartInfo>>>();

    /// <summary>The option <c>--host</c>.</summary>
    internal Option<string> Option()
    {
        string[] names = [Own, .. Others.Keys];
        var option = new Option<string>("--host")
        {
            Description = $"What runs the cells: {string.Join(" or ", names)}.",
            DefaultValueFactory = _ => Own,
            Hidden = Others.Count == 0,
        };
        option.AcceptOnlyFromAmong(names);
        return option;
    }

    /// <summary>How a worker of a host is started.</summary>
    /// <param name="name">A value of the option.</param>
    internal Func<ProcessStartInfo> WorkerOf(string name) => name == Own ? Worker : Others[name]();
}
