namespace Reining.Kernel.Documents;

/// <summary>What an HTML page of a notebook is made with.</summary>
public sealed record HtmlExportOptions
{
    /// <summary>The page's title where the notebook has no heading of the first level.</summary>
    public string FallbackTitle { get; init; } = "Notebook";

    /// <summary>Folder that pictures and links in Markdown are relative to: the notebook's.</summary>
    public string Folder { get; init; } = ".";

    /// <summary>Folder that the page will stand in, which links in it are made relative to.</summary>
    public string PageFolder { get; init; } = ".";

    /// <summary>What stands beside the page.</summary>
    public PageLinks Links { get; init; } = new([]);

    /// <summary>Source of plotly.js, embedded once if the notebook has a figure; null if the caller has none.</summary>
    public Func<string>? PlotlyScript { get; init; }
}
