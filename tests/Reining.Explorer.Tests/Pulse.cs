using System.Collections.Concurrent;
using Reining.Chapters;
using Reining.Images;

namespace Reining.Explorer.Tests;

/// <summary>A generator without a net: one gray pixel, whose brightness is a factor.</summary>
sealed class Pulse : IExplorable
{
    public ConcurrentQueue<double> Rendered { get; } = [];

    /// <summary>Called by each rendering.</summary>
    public Action<double> OnRender { get; set; } = _ => { };

    public string Title => "a pulse";

    public string Origin => "nowhere";

    public IReadOnlyList<Factor> Factors { get; } =
        [new("gray", "light", 0, 1, 0.5) { Unit = "σ" }, new("seed", "style", 0, 9, 3) { IsWhole = true }];

    public IReadOnlyList<string> Captions => ["the pixel"];

    public (string Right, string Down)? Dragged => ("gray", "seed");

    public IReadOnlyList<double> Draw(ulong seed) => [seed % 10 / 10.0, seed % 10];

    public IReadOnlyList<PixelImage> Render(IReadOnlyList<double> values)
    {
        Rendered.Enqueue(values[0]);
        OnRender(values[0]);
        return [new(1, 1, 1, [(byte)(255 * values[0])])];
    }

    public void Dispose()
    {
    }
}
