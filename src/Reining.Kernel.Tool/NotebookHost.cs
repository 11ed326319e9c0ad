using System.Diagnostics;

namespace Reining.Kernel.Tool;

/// <summary>What the commands take from the program that they stand in.</summary>
/// <param name="Worker">How to start a process that runs cells.</param>
/// <param name="PlotlyScript">The source of plotly.js, for pages with figures.</param>
/// <param name="Checkout">The folder of a checkout, to whose projects an exported program refers; null for one that refers to
/// packages.</param>
public sealed record NotebookHost(Func<ProcessStartInfo> Worker, Func<string> PlotlyScript, string? Checkout);
